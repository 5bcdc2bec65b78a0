package dev.telltale.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands a TLS engine the leaf for the name that the engine was made for. The name travels as the
 * engine's peer host, which a server's engine has no other use for; it is the alias as well. So one
 * context serves every host, where a key store per host would cost milliseconds each.
 */
final class LeafKeyManager extends X509ExtendedKeyManager {
  private final Supplier<LeafCache> leaves;
  private final boolean rsa;

  LeafKeyManager(Supplier<LeafCache> leaves, boolean rsa) {
    this.leaves = leaves;
    this.rsa = rsa;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String type = keyType.toUpperCase(Locale.ROOT);
    boolean wanted = rsa ? type.equals("RSA") : type.startsWith("EC");
    return wanted ? engine.getPeerHost() : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return leaves.get().get(alias).chain();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return leaves.get().get(alias).key();
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }
}
