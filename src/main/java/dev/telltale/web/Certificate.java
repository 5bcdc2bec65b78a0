package dev.telltale.web;

import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** The CA certificate in the forms that phones install. */
@SuppressWarnings("ArrayRecordComponent")
record Certificate(byte[] der) {
  private static final String LINE = "\n";

  /** Textual encoding (RFC 7468 section 5). */
  byte[] pem() {
    String base64 =
        Base64.getMimeEncoder(64, LINE.getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** SHA-256 in upper-case hex, colons between the octets, as phones show it. */
  String fingerprint() {
    return Hashes.sha256Hex(der).toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
  }

  /**
   * A configuration profile (Apple's Configuration Profile Reference, payload {@code
   * com.apple.security.root}). Its identifiers follow from the certificate, so that installing it
   * again replaces it.
   */
  byte[] mobileconfig() {
    String content = Base64.getEncoder().encodeToString(der);
    String profile =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
        <plist version="1.0">
        <dict>
          <key>PayloadContent</key>
          <array>
            <dict>
              <key>PayloadCertificateFileName</key><string>telltale-ca.cer</string>
              <key>PayloadContent</key><data>%s</data>
              <key>PayloadDescription</key><string>Lets Telltale read the traffic of this device while it is tested.</string>
              <key>PayloadDisplayName</key><string>Telltale CA</string>
              <key>PayloadIdentifier</key><string>dev.telltale.ca.%s</string>
              <key>PayloadType</key><string>com.apple.security.root</string>
              <key>PayloadUUID</key><string>%s</string>
              <key>PayloadVersion</key><integer>1</integer>
            </dict>
          </array>
          <key>PayloadDescription</key><string>The certificate of the Telltale that this device is tested with. Remove it when the test is over.</string>
          <key>PayloadDisplayName</key><string>Telltale</string>
          <key>PayloadIdentifier</key><string>dev.telltale.profile</string>
          <key>PayloadRemovalDisallowed</key><false/>
          <key>PayloadType</key><string>Configuration</string>
          <key>PayloadUUID</key><string>%s</string>
          <key>PayloadVersion</key><integer>1</integer>
        </dict>
        </plist>
        """
            .formatted(content, id("payload"), id("payload"), id("profile"));
    return profile.getBytes(StandardCharsets.UTF_8);
  }

  private String id(String part) {
    String name = part + Hashes.sha256Hex(der);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII))
        .toString()
        .toUpperCase(Locale.ROOT);
  }
}
