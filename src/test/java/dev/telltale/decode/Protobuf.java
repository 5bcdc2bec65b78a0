package dev.telltale.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes protobuf messages without a schema. */
final class Protobuf {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static Protobuf message() {
    return new Protobuf();
  }

  Protobuf text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf bytes(int field, byte[] octets) {
    write(field << 3 | 2);
    write(octets.length);
    out.writeBytes(octets);
    return this;
  }

  Protobuf message(int field, Protobuf message) {
    return bytes(field, message.octets());
  }

  Protobuf varint(int field, long value) {
    write((long) field << 3);
    write(value);
    return this;
  }

  Protobuf real(int field, double value) {
    write(field << 3 | 1);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  private void write(long value) {
    long v = value;
    while ((v & ~0x7fL) != 0) {
      out.write((int) (v & 0x7f | 0x80));
      v >>>= 7;
    }
    out.write((int) v);
  }

  byte[] octets() {
    return out.toByteArray();
  }

  /** gRPC frames: a message as it is, then one compressed; null leaves one out. */
  static byte[] frames(byte[] plain, byte @Nullable [] another, byte[]... compressed) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frame(frames, 0, plain);
    if (another != null) {
      frame(frames, 0, another);
    }
    for (byte[] c : compressed) {
      frame(frames, 1, c);
    }
    return frames.toByteArray();
  }

  private static void frame(ByteArrayOutputStream frames, int flag, byte[] content) {
    frames.write(flag);
    frames.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    frames.writeBytes(content);
  }
}
