/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import io.ttlog.core.event.Symbols;
import io.ttlog.spi.Config;
import java.io.IOException;

/** Opens sinks by name; found with {@link java.util.ServiceLoader}, so that a module can add a sink by being there. */
public interface SinkProvider {
    /** The name by which a configuration asks for it, such as {@code store}. */
    String name();

    /** Opens the sink; fails fast with the bad setting in the message. */
    Sink open(Config config, Symbols symbols) throws IOException;
}
