/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Opens {@code console} on {@link System#out}. Option {@code console.color}: {@code auto} (the default: on a terminal and
 * without the variable NO_COLOR), {@code always}, {@code never}.
 */
public final class ConsoleSinkProvider implements SinkProvider {
    @Override
    public String name() {
        return ConsoleSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        String color = new SinkOptions(config, ConsoleSink.NAME).oneOf("color", "auto", "auto", "always", "never");
        boolean terminal = Terminal.isPresent();
        boolean colored = switch (color) {
            case "always" -> true;
            case "never" -> false;
            default -> terminal && System.getenv("NO_COLOR") == null;
        };
        return new ConsoleSink(System.out, charset(terminal), colored, symbols);
    }

    /** What the terminal understands; a pipe or file gets UTF-8, also where the locale is the bare C of a container. */
    private static Charset charset(boolean terminal) {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return terminal && name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
