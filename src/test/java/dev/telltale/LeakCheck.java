package dev.telltale;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes a leaked buffer or TLS engine fail the test class during which it was found (FAULTS.md 74).
 * Registered for every test through {@code META-INF/services}. A leak shows when its object was
 * collected as garbage, so a class is followed by a collection, and a leak can be reported by a
 * later class than the one that made it; the report says where the object was made.
 */
public final class LeakCheck implements AfterAllCallback {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return new Detector<>(resource, samplingInterval);
          }

          @Override
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval) {
            return new Detector<>(resource, samplingInterval);
          }
        });
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LEAKS.add(resourceType + records);
      super.reportTracedLeak(resourceType, records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LEAKS.add(resourceType);
      super.reportUntracedLeak(resourceType);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    String room = context.getRequiredTestClass().getPackageName();
    if (!room.equals("dev.telltale.intercept") && !room.equals("dev.telltale.tls")) {
      return;
    }
    System.gc();
    // Reports are made when something is allocated.
    ByteBufAllocator.DEFAULT.buffer(1).release();
    Unpooled.directBuffer(1).release();
    if (!LEAKS.isEmpty()) {
      List<String> found = List.copyOf(LEAKS);
      LEAKS.clear();
      throw new AssertionError(found.size() + " leaked: " + found);
    }
  }
}
