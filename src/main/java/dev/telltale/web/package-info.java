/** The HTTP API, live events, the dashboard, and the phone's onboarding page. */
@NullMarked
package dev.telltale.web;

import org.jspecify.annotations.NullMarked;
