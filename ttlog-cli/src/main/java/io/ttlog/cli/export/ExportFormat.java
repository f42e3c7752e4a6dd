/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A format of files; the names are those of the option. */
public enum ExportFormat {
    /** One JSON object a line, as {@code query -o ndjson "SELECT *"} has them. */
    ndjson(true, ".ndjson", ".jsonl"),
    /** Comma-separated values (RFC 4180). */
    csv(false, ".csv", ".csv"),
    /** Apache Parquet. */
    parquet(false, ".parquet", ".parquet"),
    /** Apache Arrow's IPC file format, which is Feather version 2. */
    arrow(false, ".arrow", ".feather");

    private final boolean nested;
    private final String suffix;
    private final String otherSuffix;

    ExportFormat(boolean nested, String suffix, String otherSuffix) {
        this.nested = nested;
        this.suffix = suffix;
        this.otherSuffix = otherSuffix;
    }

    /** Whether attributes stay together as one object, rather than being columns. */
    boolean isNested() {
        return nested;
    }

    /** What a file of the format ends with. */
    String suffix() {
        return suffix;
    }

    /** The format that the file's name ends with; null when it is none. */
    public static @Nullable ExportFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (ExportFormat format : values()) {
            if (name.endsWith(format.suffix) || name.endsWith(format.otherSuffix)) {
                return format;
            }
        }
        return null;
    }
}
