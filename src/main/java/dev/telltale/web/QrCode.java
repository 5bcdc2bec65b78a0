package dev.telltale.web;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/**
 * An address as a QR code (ISO/IEC 18004) with the quiet zone of four modules that readers need.
 */
final class QrCode {
  private static final int QUIET = 4;
  private final BitMatrix modules;

  /**
   * @throws IllegalArgumentException if the text is empty or too long for a code
   */
  QrCode(String text) {
    try {
      modules =
          new QRCodeWriter()
              .encode(
                  text,
                  BarcodeFormat.QR_CODE,
                  1,
                  1,
                  Map.of(
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.M,
                      EncodeHintType.MARGIN,
                      QUIET));
    } catch (WriterException e) {
      throw new IllegalArgumentException("QR code of " + text.length() + " characters", e);
    }
  }

  /** Modules along each side, with the quiet zone. */
  int size() {
    return modules.getWidth();
  }

  /** Whether a module is dark; outside the code none is. */
  boolean dark(int x, int y) {
    return x < size() && y < size() && modules.get(x, y);
  }

  /** As an SVG drawing in black on white. */
  String svg(String title) {
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < size(); y++) {
      for (int x = 0; x < size(); x++) {
        if (dark(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + size()
        + " "
        + size()
        + "\" role=\"img\" aria-label=\""
        + OnboardingPages.escaped(title)
        + "\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path"
        + " d=\""
        + path
        + "\"/></svg>";
  }
}
