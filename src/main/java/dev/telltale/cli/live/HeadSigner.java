package dev.telltale.cli.live;

import dev.telltale.evidence.bundle.Identity;
import dev.telltale.evidence.bundle.MerkleTree;
import dev.telltale.evidence.bundle.SignedHead;
import dev.telltale.record.Store;
import dev.telltale.record.StoreException;
import dev.telltale.record.TreeHead;
import dev.telltale.util.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the head of the evidence tree once a minute and at the end, so that a later edit of the
 * database shows. A tree that does not agree with what was signed before is not signed: a new head
 * would cover up the edit.
 */
public final class HeadSigner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeadSigner.class);
  private static final long EVERY_SECONDS = 60;

  private final Store store;
  private final Identity identity;
  private final Clock clock;
  private final MerkleTree tree = new MerkleTree();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "head-signer");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Long, byte[]> before = new HashMap<>();
  private long signed;

  public HeadSigner(Store store, Identity identity, Clock clock) {
    this.store = store;
    this.identity = identity;
    this.clock = clock;
    for (TreeHead head : store.heads()) {
      before.put(head.count(), head.root());
      if (SignedHead.isBy(head, identity)) {
        signed = Math.max(signed, head.count());
      }
    }
    timer.scheduleWithFixedDelay(this::signQuietly, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void signQuietly() {
    try {
      sign();
    } catch (RuntimeException e) {
      LOG.warn("the head of the evidence tree could not be signed; it will be tried again", e);
    }
  }

  /**
   * Signs what is stored now, if there is anything new; returns how many exchanges the last head
   * covers.
   *
   * @throws StoreException if what is stored is not what was signed before
   */
  public synchronized long sign() {
    store.leaves(
        (sequence, leaf) -> {
          if (leaf != null && sequence == tree.count() + 1) {
            tree.add(leaf);
            byte[] root = before.remove(sequence);
            if (root != null && !Arrays.equals(root, tree.root())) {
              throw new StoreException(
                  "the recording does not agree with its signed head of "
                      + sequence
                      + " exchanges: it was changed after it was signed, and is not signed again; telltale verify --data names the place");
            }
          }
        });
    if (tree.count() > signed) {
      store.appendHead(SignedHead.sign(tree, identity, clock.epochMillis()));
      signed = tree.count();
    }
    return signed;
  }

  @Override
  public void close() {
    timer.shutdown();
    store.flush();
    signQuietly();
  }
}
