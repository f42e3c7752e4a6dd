/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.spi.Config;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings of a sink from {@link Config#options}; a bad value throws with its name, value and range. When all have
 * been read, {@link #refuseOthers} throws for one that was given but is not among them, which is how a misspelt name comes to
 * light. Belongs to one thread.
 */
public final class SinkOptions {
    /** Says that the sink may be missing; for whoever opens sinks. */
    private static final String OPTIONAL = "optional";

    private static final Map<String, Long> BYTE_UNITS = new LinkedHashMap<>();
    private static final Map<String, Long> TIME_UNITS = new LinkedHashMap<>();

    static {
        BYTE_UNITS.put("KiB", 1L << 10);
        BYTE_UNITS.put("MiB", 1L << 20);
        BYTE_UNITS.put("GiB", 1L << 30);
        BYTE_UNITS.put("TiB", 1L << 40);
        TIME_UNITS.put("ms", 1_000_000L);
        TIME_UNITS.put("s", 1_000_000_000L);
        TIME_UNITS.put("m", 60_000_000_000L);
        TIME_UNITS.put("h", 3_600_000_000_000L);
        TIME_UNITS.put("d", 86_400_000_000_000L);
    }

    private final Map<String, String> options;
    private final String sink;
    private final Set<String> known = new TreeSet<>();

    /** The settings named {@code sink.*}. */
    public SinkOptions(Config config, String sink) {
        this(config.options(), sink);
    }

    /** The settings named {@code sink.*}. */
    public SinkOptions(Map<String, String> options, String sink) {
        this.options = options;
        this.sink = sink;
    }

    /** Whether the setting is given. */
    public boolean isGiven(String setting) {
        return given(setting) != null;
    }

    /** A text. */
    public String text(String setting, String otherwise) {
        String value = given(setting);
        return value == null ? otherwise : value;
    }

    /** A text that has to be given and is not empty. */
    public String required(String setting, String wayOut) {
        String value = given(setting);
        if (value == null || value.isEmpty()) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "option " + sink + '.' + setting + " is missing; " + wayOut);
        }
        return value;
    }

    /** A directory, which need not be there, but has to be one, or a name that can become one. */
    public Path directory(String setting, Path otherwise) {
        String value = given(setting);
        if (value == null) {
            return otherwise;
        }
        String wayOut = "name a directory; it is made if it is missing";
        if (value.isBlank()) {
            throw refused(setting, value, wayOut);
        }
        try {
            Path directory = Path.of(value);
            checkUsable(setting, value, directory.toAbsolutePath());
            return directory;
        } catch (InvalidPathException e) {
            throw new TTLogException(ErrorCode.CONFIGURATION, text(setting, value, wayOut), e);
        }
    }

    /** Looks at the directory, or at the one that it would be made in. */
    private void checkUsable(String setting, String value, Path directory) {
        Path there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there != null && !Files.isDirectory(there)) {
            throw refused(setting, value, there + " is a file; name a directory, which is made if it is missing");
        }
        if (there != null && !Files.isWritable(there)) {
            throw refused(setting, value, "this process may not write in " + there + "; name a directory where it may");
        }
    }

    /** A codec by its name. */
    public BlockCodec codec(String setting, BlockCodec otherwise) {
        String value = given(setting);
        if (value == null) {
            return otherwise;
        }
        try {
            return Codecs.byName(value);
        } catch (TTLogException e) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    text(
                            setting,
                            value,
                            "use none, lz4, zstd, snappy, or zstd:LEVEL with a level from " + Codecs.ZSTD_LEVEL_MIN
                                    + " to " + Codecs.ZSTD_LEVEL_MAX),
                    e);
        }
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
        return scaled(setting, otherwise, min, max, "", Map.of(), "use a whole number " + range(min, max));
    }

    /** A number of bytes: a whole number, of KiB, MiB, GiB or TiB where it ends with one of them. */
    public long bytes(String setting, long otherwise, long min, long max) {
        String wayOut = "use a whole number of bytes " + range(min, max) + ", or one with a unit of "
                + BYTE_UNITS.keySet() + ", such as 64MiB";
        return scaled(setting, otherwise, min, max, "", BYTE_UNITS, wayOut);
    }

    /** A duration in nanoseconds: a whole number with one of the units ms, s, m, h and d. */
    public long nanos(String setting, long otherwise, long min, long max) {
        String wayOut = "use a whole number with one of the units " + TIME_UNITS.keySet() + ", such as 30s, from "
                + inUnits(min) + " to " + inUnits(max);
        return scaled(setting, otherwise, min, max, "none", TIME_UNITS, wayOut);
    }

    private static String range(long min, long max) {
        return max == Long.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
    }

    /** A duration as it may be given, in the largest unit that makes it whole. */
    private static String inUnits(long nanos) {
        String text = nanos + "ns";
        for (Map.Entry<String, Long> unit : TIME_UNITS.entrySet()) {
            text = nanos % unit.getValue() == 0 ? nanos / unit.getValue() + unit.getKey() : text;
        }
        return text;
    }

    private long scaled(
            String setting,
            long otherwise,
            long min,
            long max,
            String bareUnit,
            Map<String, Long> units,
            String wayOut) {
        String value = given(setting);
        if (value == null) {
            return otherwise;
        }
        int digits = 0;
        while (digits < value.length() && (Character.isDigit(value.charAt(digits)) || value.charAt(digits) == '-')) {
            digits++;
        }
        String unit = value.substring(digits);
        Long scale = unit.equals(bareUnit) ? Long.valueOf(1) : units.get(unit);
        if (scale == null) {
            throw refused(setting, value, wayOut);
        }
        try {
            long number = Math.multiplyExact(Long.parseLong(value.substring(0, digits)), scale);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new TTLogException(ErrorCode.CONFIGURATION, text(setting, value, wayOut), e);
        }
        throw refused(setting, value, wayOut);
    }

    /**
     * To be called when all settings have been read.
     *
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when another setting of this sink is given; tells the known ones
     */
    public void refuseOthers() {
        for (String key : new TreeSet<>(options.keySet())) {
            if (key.startsWith(sink + '.') && !known.contains(key) && !key.equals(sink + '.' + OPTIONAL)) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION, "option '" + key + "' is not known; sink " + sink + " knows " + known);
            }
        }
    }

    private @Nullable String given(String setting) {
        String key = sink + '.' + setting;
        known.add(key);
        return options.get(key);
    }

    /** The exception that refuses a value: what it is, and what may be used instead. */
    public TTLogException refusal(String setting, String wayOut) {
        return refused(setting, text(setting, ""), wayOut);
    }

    private TTLogException refused(String setting, String value, String wayOut) {
        return new TTLogException(ErrorCode.CONFIGURATION, text(setting, value, wayOut));
    }

    private String text(String setting, String value, String wayOut) {
        return "option " + sink + '.' + setting + " is '" + value + "'; " + wayOut;
    }
}
