/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * What the pump's own records say of where they come from. Used by the pump's thread.
 *
 * @param nanos the time, in nanoseconds since 1970 UTC
 * @param service symbol of the service that records
 * @param symbols gives a name a symbol
 */
public record Origin(LongSupplier nanos, int service, ToIntFunction<String> symbols) {}
