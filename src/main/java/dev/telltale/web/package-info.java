/**
 * What people and commands see of a running instance over HTTP: the API and its live events, the
 * dashboard ({@link dev.telltale.web.WebServer}), and the page on which a phone is set up ({@link
 * dev.telltale.web.OnboardingPages}), which the proxy's own port serves.
 *
 * <p>It reads the store through its read port, changes sessions and marks and nothing else, and
 * knows rows and decoded layers only by the functions it is given. Captured text is text: it leaves
 * as JSON or as a download, and the dashboard's scripts put it into text nodes under a policy that
 * allows no markup. Requests are served by a small pool of threads of its own; {@link
 * dev.telltale.web.LiveEvents} is called from the recorder's threads and never holds them up.
 */
@NullMarked
package dev.telltale.web;

import org.jspecify.annotations.NullMarked;
