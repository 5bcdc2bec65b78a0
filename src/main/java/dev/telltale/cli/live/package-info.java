/**
 * The running instance: interceptor, recorder, analysis and web put together, and the hand-over
 * between their threads.
 *
 * <p>Network threads call {@link dev.telltale.cli.live.LiveRecorder}, which stamps the
 * circumstances and queues the exchange for the store's writer at once; then one analysis worker
 * per core decodes and classifies it. So exchanges are stored before their findings, in the order
 * in which they ended.
 */
@NullMarked
package dev.telltale.cli.live;

import org.jspecify.annotations.NullMarked;
