/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import io.ttlog.core.sink.file.FileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names files of the spool and their objects: {@code prefix/service/2026/11/21/11/20261121T115136.123Z-<file id>.ttl}, in UTC.
 * Keys of one prefix and service sort by time; the random file id keeps hosts apart. The key follows from the file alone, so
 * that a file that is shipped twice becomes one object.
 */
final class ObjectKeys {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("uuuu/MM/dd/HH", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String prefix;

    /** Keys below the prefix, whose slashes at both ends do not matter; empty for the top of the bucket. */
    ObjectKeys(String prefix) {
        String inner = prefix.replaceAll("^/+|/+$", "");
        this.prefix = inner.isEmpty() ? "" : inner + '/';
    }

    /** The name of a new file, without its suffix. */
    static String name(Instant created, long fileId) {
        return NAME.format(created) + '-' + HexFormat.of().toHexDigits(fileId);
    }

    /** The key of a sealed file. */
    String key(Path file) throws IOException {
        try (FileReader reader = FileReader.open(file)) {
            long nanos = reader.createdNanos();
            Instant created =
                    Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
            return prefix + plain(reader.service()) + '/' + FOLDER.format(created) + '/' + file.getFileName();
        }
    }

    /** With the characters that every S3-compatible store and tool takes as they are. */
    private static String plain(String service) {
        String plain = service.replaceAll("[^A-Za-z0-9_.-]", "_");
        return plain.isEmpty() || plain.equals(".") || plain.equals("..") ? "_" : plain;
    }
}
