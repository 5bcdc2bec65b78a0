package dev.telltale.cli.live;

import dev.telltale.classify.Classifier;
import dev.telltale.classify.CompiledProfile;
import dev.telltale.classify.ProfileException;
import dev.telltale.decode.MessageDecoder;
import dev.telltale.evidence.bundle.CaseKey;
import dev.telltale.evidence.bundle.Identity;
import dev.telltale.evidence.bundle.LeafEncoder;
import dev.telltale.intercept.InterceptConfig;
import dev.telltale.intercept.Interceptor;
import dev.telltale.locate.Locator;
import dev.telltale.model.DeviceProfile;
import dev.telltale.record.Store;
import dev.telltale.session.Devices;
import dev.telltale.session.SessionLog;
import dev.telltale.session.Sessions;
import dev.telltale.tls.CertificateAuthority;
import dev.telltale.tls.UpstreamTrust;
import dev.telltale.util.Clock;
import dev.telltale.util.Limits;
import dev.telltale.web.LiveEvents;
import dev.telltale.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A running Telltale: store, sessions, analysis, interceptor and web, started in the order in which
 * each needs the one before, and stopped in reverse so that nothing taken is lost.
 */
public final class Instance implements AutoCloseable {
  private final Store store;
  private final HeadSigner signer;
  private final Sessions sessions;
  private final LiveRecorder recorder;
  private final Interceptor interceptor;
  private final AuthorityWatch authority;
  private final UpstreamTrust trust;
  private final WebServer web;
  private final List<String> proxies;

  /**
   * What an instance is made of.
   *
   * @param data folder of the recording
   * @param authority the certificate authority
   * @param identity signs the evidence tree
   * @param intercept how it listens and what it may do
   * @param trustUpstream PEM files of further roots for origins
   * @param web address of the dashboard
   * @param webToken the API's bearer token
   * @param devices the phones
   * @param app the app under test, null if not stated
   * @param limits bounds of decoding and of the queue
   * @param version version of Telltale
   * @param configurationSha256 hash of the effective configuration
   */
  public record Parts(
      Path data,
      CertificateAuthority authority,
      Identity identity,
      InterceptConfig intercept,
      List<Path> trustUpstream,
      InetSocketAddress web,
      String webToken,
      Devices devices,
      @Nullable String app,
      Limits limits,
      String version,
      String configurationSha256) {}

  private Instance(
      Store store,
      HeadSigner signer,
      Sessions sessions,
      LiveRecorder recorder,
      Interceptor interceptor,
      AuthorityWatch authority,
      UpstreamTrust trust,
      WebServer web,
      List<String> proxies) {
    this.store = store;
    this.signer = signer;
    this.sessions = sessions;
    this.recorder = recorder;
    this.interceptor = interceptor;
    this.authority = authority;
    this.trust = trust;
    this.web = web;
    this.proxies = proxies;
  }

  /**
   * Starts everything.
   *
   * @throws ProfileException if a profile holds values that are no evidence
   * @throws java.net.BindException if an address is taken
   * @throws dev.telltale.record.StoreException if the store cannot be used
   */
  public static Instance start(Parts parts, Clock clock) throws IOException, ProfileException {
    MessageDecoder decoder = Analysis.decoder(parts.limits());
    Classifier classifier = Analysis.classifier(decoder, parts.limits());
    Map<String, CompiledProfile> compiled = new LinkedHashMap<>();
    for (DeviceProfile profile : parts.devices().all()) {
      compiled.put(profile.device(), classifier.compile(profile));
    }
    Map<String, CompiledProfile> profiles = new ConcurrentHashMap<>(compiled);
    CompiledProfile nothingKnown = classifier.compile(DeviceProfile.EMPTY);

    CaseKey key = CaseKey.openOrCreate(parts.data());
    Store store = Store.open(parts.data(), clock, parts.limits(), new LeafEncoder(key)::leaf);
    try (Unwind unwind = new Unwind()) {
      unwind.add(store);
      for (DeviceProfile profile : parts.devices().all()) {
        store.putDevice(profile);
      }
      HeadSigner signer = unwind.add(new HeadSigner(store, parts.identity(), clock));
      Sessions sessions =
          new Sessions(
              sessionLog(store),
              clock,
              new Sessions.Provenance(
                  parts.version(), classifier.rulesVersion(), parts.configurationSha256()));
      LiveEvents events = new LiveEvents();
      sessions.onSession(events::session);
      sessions.onMark(events::mark);
      sessions.start(parts.devices().byDefault(), parts.app(), null, null);
      Locator locator = Locator.shipped();
      // The tables are read on the first look-up; a network thread must not wait for that.
      locator.locate("first.example", null, null);
      LiveRecorder recorder =
          unwind.add(
              new LiveRecorder(
                  store,
                  sessions,
                  parts.devices(),
                  locator,
                  classifier,
                  device -> profiles.getOrDefault(device, nothingKnown),
                  events,
                  parts.limits().queuedBytes()));
      UpstreamTrust trust = unwind.add(UpstreamTrust.of(parts.trustUpstream(), Set.of(), clock));
      Onboarding onboarding = new Onboarding(parts.authority(), recorder::exchanges);
      Interceptor interceptor =
          unwind.add(
              Interceptor.start(
                  parts.intercept(), parts.authority(), trust, recorder, onboarding, clock));
      onboarding.listening(interceptor.proxyAddress());
      AuthorityWatch authority =
          unwind.add(new AuthorityWatch(parts.authority(), onboarding::renew));
      WebServer web =
          unwind.add(
              WebServer.start(
                  parts.web(),
                  new WebServer.Sources(
                      parts.webToken(),
                      onboarding.instance(parts.version(), parts.data(), () -> trouble(store)),
                      store,
                      sessions,
                      parts.devices(),
                      new JsonRows(),
                      new DecodedLayers(decoder),
                      new KeptVerdicts(store),
                      events,
                      clock)));
      unwind.keep();
      return new Instance(
          store,
          signer,
          sessions,
          recorder,
          interceptor,
          authority,
          trust,
          web,
          onboarding.proxies());
    }
  }

  private static @Nullable String trouble(Store store) {
    return store.recordingState().paused() ? store.recordingState().reason() : null;
  }

  private static SessionLog sessionLog(Store store) {
    return new StoredSessions(store);
  }

  /** Where the explicit proxy listens. */
  public InetSocketAddress proxyAddress() {
    return interceptor.proxyAddress();
  }

  /** The addresses under which a phone may reach the explicit proxy, the likeliest first. */
  public List<String> proxies() {
    return proxies;
  }

  /** Where the SOCKS5 entry listens, null if it does not. */
  public @Nullable InetSocketAddress socksAddress() {
    return interceptor.socksAddress();
  }

  /** Where the transparent entry listens, null if it does not. */
  public @Nullable InetSocketAddress transparentAddress() {
    return interceptor.transparentAddress();
  }

  /** The dashboard. */
  public WebServer web() {
    return web;
  }

  /** Its sessions. */
  public Sessions sessions() {
    return sessions;
  }

  /** Its store. */
  public Store store() {
    return store;
  }

  /** Waits until everything seen so far is stored. */
  public void flush() {
    store.flush();
  }

  /** Stops taking traffic, lets what is under way end, analyses and stores all of it. */
  @Override
  public void close() {
    authority.close();
    interceptor.close();
    trust.close();
    recorder.close();
    sessions.stopAll();
    web.close();
    signer.close();
    store.close();
  }
}
