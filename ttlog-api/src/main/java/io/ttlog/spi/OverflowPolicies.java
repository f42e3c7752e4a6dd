/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import java.time.Duration;
import java.util.Map;

/**
 * What is done about full rings. That of a level goes before that of its signal, that before the general one. Immutable.
 *
 * @param general for everything that the others do not name
 * @param signals by signal
 * @param levels of log events by their level
 */
public record OverflowPolicies(Policy general, Map<Signal, Policy> signals, Map<Level, Policy> levels) {
    /**
     * One policy.
     *
     * @param overflow what is done
     * @param blockAtMost how long {@link Overflow#BLOCK} waits; of no meaning for others
     */
    public record Policy(Overflow overflow, Duration blockAtMost) {}

    /** Copies its arguments. */
    public OverflowPolicies {
        signals = Map.copyOf(signals);
        levels = Map.copyOf(levels);
    }

    /** The same for everything. */
    public static OverflowPolicies all(Overflow overflow, Duration blockAtMost) {
        return new OverflowPolicies(new Policy(overflow, blockAtMost), Map.of(), Map.of());
    }

    /** That of log events of the level. */
    public Policy of(Level level) {
        return levels.getOrDefault(level, of(Signal.LOG));
    }

    /** That of the signal; of log events, of those whose level has none of its own. */
    public Policy of(Signal signal) {
        return signals.getOrDefault(signal, general);
    }
}
