/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.spi.Config;
import java.util.Arrays;
import java.util.List;

/** Reads the settings of a sink from {@link Config#options}; a bad value throws with its name, value and range. */
public final class SinkOptions {
    private final Config config;
    private final String sink;

    /** The settings named {@code sink.*}. */
    public SinkOptions(Config config, String sink) {
        this.config = config;
        this.sink = sink;
    }

    /** A text. */
    public String text(String setting, String otherwise) {
        return config.options().getOrDefault(sink + '.' + setting, otherwise);
    }

    /** One of the words. */
    public String oneOf(String setting, String otherwise, String... words) {
        String value = text(setting, otherwise);
        if (!Arrays.asList(words).contains(value)) {
            throw refused(setting, value, "use one of " + List.of(words));
        }
        return value;
    }

    /** A whole number from {@code min} to {@code max}. */
    public long number(String setting, long otherwise, long min, long max) {
        String value = config.options().get(sink + '.' + setting);
        if (value == null) {
            return otherwise;
        }
        String range = "use a whole number from " + min + " to " + max;
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new TTLogException(ErrorCode.CONFIGURATION, text(setting, value, range), e);
        }
        throw refused(setting, value, range);
    }

    private TTLogException refused(String setting, String value, String wayOut) {
        return new TTLogException(ErrorCode.CONFIGURATION, text(setting, value, wayOut));
    }

    private String text(String setting, String value, String wayOut) {
        return "option " + sink + '.' + setting + " is '" + value + "'; " + wayOut;
    }
}
