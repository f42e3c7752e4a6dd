/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * The settings of an exporter. Immutable.
 *
 * @param path of the store that is opened when ttlog is not running
 * @param service of what names none, when ttlog is not running
 * @param timeout how long one export waits for room at most, and one flush for the store; up to an hour
 * @param temporality of metrics
 * @param exponential whether histograms have base-2 exponential buckets where no view says otherwise
 */
public record ExporterOptions(
        Path path, String service, Duration timeout, Temporality temporality, boolean exponential) {
    private static final Duration TIMEOUT_MAX = Duration.ofHours(1);
    private static final int SERVICE_CHARS_MAX = 256;

    /** What nobody has set. */
    public static final ExporterOptions DEFAULT =
            new ExporterOptions(Path.of("ttlog-data"), "app", Duration.ofSeconds(10), Temporality.STORE, false);

    static final String NAME = "ttlog";

    private static final String PREFIX = "otel.exporter.ttlog.";
    private static final String AGGREGATION = PREFIX + "metrics.default.histogram.aggregation";

    /** Over which time a metric's points are. */
    public enum Temporality {
        /** As ttlog's own: histograms since the last reading, everything else since the start. */
        STORE,
        /** Everything since the start. */
        CUMULATIVE,
        /** Everything since the last reading, but for up-down counters, as OpenTelemetry's OTLP exporter understands it. */
        DELTA
    }

    /** Checks the timeout. */
    public ExporterOptions {
        if (timeout.isNegative() || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new ConfigurationException(
                    PREFIX + "timeout cannot be " + timeout + "; it can be from 0 to " + TIMEOUT_MAX);
        }
        if (service.isBlank() || service.length() > SERVICE_CHARS_MAX) {
            throw new ConfigurationException("otel.service.name cannot be '" + service + "'; it can be 1 to "
                    + SERVICE_CHARS_MAX + " characters, not all blank");
        }
    }

    /** These, with another path. */
    public ExporterOptions withPath(Path other) {
        return new ExporterOptions(other, service, timeout, temporality, exponential);
    }

    /** These, with another timeout. */
    public ExporterOptions withTimeout(Duration other) {
        return new ExporterOptions(path, service, other, temporality, exponential);
    }

    /** These, with another temporality. */
    public ExporterOptions withTemporality(Temporality other) {
        return new ExporterOptions(path, service, timeout, other, exponential);
    }

    /**
     * What the properties say.
     *
     * @throws ConfigurationException when one says what it cannot
     */
    static ExporterOptions of(ConfigProperties config) {
        String path = config.getString(PREFIX + "path", DEFAULT.path.toString());
        try {
            return new ExporterOptions(
                    Path.of(path),
                    config.getString("otel.service.name", DEFAULT.service),
                    config.getDuration(PREFIX + "timeout", DEFAULT.timeout),
                    temporality(config),
                    exponential(config));
        } catch (InvalidPathException e) {
            throw new ConfigurationException(PREFIX + "path cannot be '" + path + "': " + e.getMessage(), e);
        }
    }

    private static Temporality temporality(ConfigProperties config) {
        String key = PREFIX + "metrics.temporality.preference";
        String text = config.getString(key, DEFAULT.temporality.name());
        try {
            return Temporality.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    key + " cannot be '" + text + "'; it can be one of " + Arrays.toString(Temporality.values()), e);
        }
    }

    private static boolean exponential(ConfigProperties config) {
        String text = config.getString(AGGREGATION, "explicit_bucket_histogram").toLowerCase(Locale.ROOT);
        return switch (text) {
            case "base2_exponential_bucket_histogram" -> true;
            case "explicit_bucket_histogram" -> false;
            default ->
                throw new ConfigurationException(AGGREGATION + " cannot be '" + text
                        + "'; it can be explicit_bucket_histogram or base2_exponential_bucket_histogram");
        };
    }
}
