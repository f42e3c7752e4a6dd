/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How telemetry of other systems writes its values: timestamps, durations, levels, identifiers, numbers and label lists.
 * Each class recognises one kind of value and says no instead of guessing; none knows where the text came from.
 *
 * <p>{@link io.ttlog.cli.notation.Timestamps} belongs to one thread, the rest is stateless. The package imports the API's
 * enums and the JDK.
 */
@NullMarked
package io.ttlog.cli.notation;

import org.jspecify.annotations.NullMarked;
