/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The sinks that a configuration names, found on the class path. */
final class ConfiguredSinks {
    private ConfiguredSinks() {}

    /**
     * Opens them, or none.
     *
     * @throws TTLogException when a sink is not on the class path or cannot be opened, or an option is for no sink
     */
    static List<Sink> open(Config config, Symbols symbols) {
        Map<String, SinkProvider> providers = new TreeMap<>();
        for (SinkProvider provider : ServiceLoader.load(SinkProvider.class, ConfiguredSinks.class.getClassLoader())) {
            providers.put(provider.name(), provider);
        }
        refuseOptionsOfNoSink(config, providers);
        List<Sink> sinks = new ArrayList<>();
        try {
            for (String name : config.sinks()) {
                SinkProvider provider = providers.get(name);
                if (provider != null) {
                    sinks.add(provider.open(config, symbols));
                } else if (!Boolean.parseBoolean(config.options().get(name + ".optional"))) {
                    throw absent(name, providers);
                }
            }
            return sinks;
        } catch (IOException e) {
            closeAll(sinks, e);
            throw new TTLogException(ErrorCode.IO, "a sink could not be opened: " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            closeAll(sinks, e);
            throw e;
        }
    }

    private static void refuseOptionsOfNoSink(Config config, Map<String, SinkProvider> providers) {
        for (String option : config.options().keySet()) {
            String sink = option.substring(0, option.indexOf('.'));
            if (!providers.containsKey(sink) && !option.endsWith(".optional")) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION,
                        "option " + option + " is for no sink on the class path, there are " + providers.keySet());
            }
        }
    }

    private static TTLogException absent(String name, Map<String, SinkProvider> providers) {
        String wayOut = name.equals("store") ? "add io.ttlog:ttlog-storage (or io.ttlog:ttlog) to the class path" : "";
        return new TTLogException(
                ErrorCode.NOT_AVAILABLE,
                "no sink named '" + name + "' is on the class path, there are " + providers.keySet()
                        + (wayOut.isEmpty() ? "" : "; " + wayOut));
    }

    private static void closeAll(List<Sink> sinks, Throwable cause) {
        for (Sink sink : sinks) {
            try {
                sink.close();
            } catch (IOException | RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
