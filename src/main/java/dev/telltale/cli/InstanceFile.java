package dev.telltale.cli;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * How commands find the running instance of a data folder: {@code instance.json}, mode 0600, there
 * while it runs.
 *
 * @param pid its process
 * @param web address of its API
 * @param token bearer token of the API
 * @param proxy address of its explicit proxy
 */
record InstanceFile(long pid, String web, String token, String proxy) {
  private static final String NAME = "instance.json";

  void write(Path data) throws IOException {
    Path temporary =
        Files.createTempFile(
            data,
            "instance",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, new Gson().toJson(this));
    Files.move(
        temporary,
        data.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void delete(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(NAME));
  }

  /** The instance of a data folder, null when none is running. */
  static @Nullable InstanceFile find(Path data) {
    try {
      InstanceFile instance =
          new Gson().fromJson(Files.readString(data.resolve(NAME)), InstanceFile.class);
      boolean alive =
          instance != null
              && ProcessHandle.of(instance.pid()).map(ProcessHandle::isAlive).orElse(false);
      return alive ? instance : null;
    } catch (IOException | JsonParseException e) {
      return null;
    }
  }

  /** The instance of a data folder. */
  static InstanceFile require(Path data) {
    InstanceFile instance = find(data);
    if (instance == null) {
      throw new UsageException(
          data
              + ": no running instance (expected: one started with --data "
              + data
              + "); start it with: telltale start --data "
              + data);
    }
    return instance;
  }
}
