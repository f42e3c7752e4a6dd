/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a directory with their bytes, by path relative to it; to compare them, and to write them elsewhere. */
final class FilesOf {
    private FilesOf() {}

    static Map<String, byte[]> directory(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** Writes the files below the directory, which it returns. */
    static Path write(Path directory, Map<String, byte[]> files) throws IOException {
        for (var file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return directory;
    }

    /** The manifest of a store that has one. */
    static Manifest manifest(Path directory) throws IOException {
        return Objects.requireNonNull(ManifestFile.read(directory));
    }
}
