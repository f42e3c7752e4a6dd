/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.cli.record.RejectedException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;

/** Where encoded events go: a runtime, or a test. */
public interface EventTarget {
    /** The strings that events name by number. */
    Symbols symbols();

    /** The encoder to write the next event with. */
    EventEncoder encoder();

    /**
     * Takes the event in the encoder.
     *
     * @return false when it was dropped
     * @throws RejectedException when it is too large to be taken at all
     */
    boolean submit(EventEncoder event) throws RejectedException;
}
