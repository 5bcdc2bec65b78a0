package dev.telltale.cli.live;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

/** Closes, in reverse, what was opened before something failed. */
final class Unwind implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** All went well: nothing is closed. */
  void keep() {
    opened.clear();
  }

  @Override
  public void close() {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        LoggerFactory.getLogger(Unwind.class).warn("could not close {}", resource, e);
      }
    }
  }
}
