/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code console} on {@link System#out}. Option {@code console.format}: {@code text} (the default, lines for people) or
 * {@code json} (an object a line, in UTF-8). Option {@code console.color}: {@code auto} (the default: on a terminal that is not
 * dumb and without a variable NO_COLOR that is not empty), {@code always}, {@code never}; JSON has no colours.
 */
public final class ConsoleSinkProvider implements SinkProvider {
    @Override
    public String name() {
        return ConsoleSink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        SinkOptions settings = new SinkOptions(config, ConsoleSink.NAME);
        String color = settings.oneOf("color", "auto", "auto", "always", "never");
        boolean json = settings.oneOf("format", "text", "text", "json").equals("json");
        settings.refuseOthers();
        if (json) {
            if (color.equals("always")) {
                throw settings.refusal("color", "console.format is json, which has no colours");
            }
            return new ConsoleSink(System.out, StandardCharsets.UTF_8, new EventJson(symbols::text), symbols);
        }
        boolean terminal = Terminal.isPresent();
        boolean colored = colored(color, terminal, System.getenv("NO_COLOR"), System.getenv("TERM"));
        return new ConsoleSink(System.out, charset(terminal), colored, symbols);
    }

    /** As https://no-color.org has it: the variable counts when it is not empty, and what was asked for explicitly wins. */
    static boolean colored(String color, boolean terminal, @Nullable String noColor, @Nullable String terminalName) {
        return switch (color) {
            case "always" -> true;
            case "never" -> false;
            default -> terminal && !"dumb".equals(terminalName) && (noColor == null || noColor.isEmpty());
        };
    }

    /** What the terminal understands; a pipe or file gets UTF-8, also where the locale is the bare C of a container. */
    private static Charset charset(boolean terminal) {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        return terminal && name != null && Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
