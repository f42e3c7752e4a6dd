/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JDKs of this machine. */
final class Jdk {
    private Jdk() {}

    /** That of this JVM. */
    static Path own() {
        return Path.of(System.getProperty("java.home"));
    }

    /** One of the version; the test that asks is skipped where there is none. */
    static Path ofVersion(int version) throws IOException {
        Path home = Runtime.version().feature() == version ? own() : find(version);
        assumeTrue(home != null, "no JDK " + version + " found; name one with JAVA_HOME_" + version);
        return Objects.requireNonNull(home);
    }

    private static @Nullable Path find(int version) throws IOException {
        List<Path> homes = new ArrayList<>();
        String named = System.getenv("JAVA_HOME_" + version);
        if (named != null) {
            homes.add(Path.of(named));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(installed)) {
                found.forEach(homes::add);
            }
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isReadable(release)
                    && Files.readString(release).contains("JAVA_VERSION=\"" + version)
                    && Files.isExecutable(home.resolve("bin/java"))) {
                return home;
            }
        }
        return null;
    }
}
