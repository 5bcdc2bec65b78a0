package dev.telltale.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** An origin's certificate was refused. The message is fit for the error page and for a gap. */
public final class UntrustedOriginException extends CertificateException {
  private static final long serialVersionUID = 1L;

  private final OriginFault fault;
  private final String host;

  UntrustedOriginException(
      OriginFault fault, String host, String detail, @Nullable Throwable cause) {
    super(fault.id() + ": " + host + ": " + detail, cause);
    this.fault = fault;
    this.host = host;
  }

  /** Why. */
  public OriginFault fault() {
    return fault;
  }

  /** The name or address that was to be proven. */
  public String host() {
    return host;
  }
}
