/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.file.FileOptions;
import io.ttlog.core.sink.file.FileRetention;
import io.ttlog.core.sink.file.FileSinkProvider;
import io.ttlog.core.sink.file.FileSync;
import io.ttlog.core.sink.memory.MemorySink;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sinks of this module as a runtime finds and opens them. */
class ProvidersTest {
    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();

    private Config config(String... options) {
        return config(options.length == 0 ? Map.of() : Map.of(options[0], options[1]));
    }

    private Config config(Map<String, String> options) {
        return new Config(
                "shop",
                directory,
                Level.INFO,
                Overflow.DROP_NEWEST,
                Duration.ofSeconds(1),
                64 << 10,
                Duration.ofSeconds(10),
                Set.of(),
                options);
    }

    private static SinkProvider provider(String name) {
        return ServiceLoader.load(SinkProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void refuses(String sink, String key, String value, String wayOut) {
        refuses(sink, config(key, value), "option " + key + " is '" + value + "'; ", wayOut);
    }

    private void refuses(String sink, Config config, String what, String wayOut) {
        assertThatThrownBy(() -> provider(sink).open(config, symbols))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageStartingWith(what)
                .hasMessageContaining(wayOut);
    }

    @Test
    void findsEachSinkByItsName() throws IOException {
        for (String name : Set.of("console", "file", "memory")) {
            try (Sink sink = provider(name).open(config(), symbols)) {
                assertThat(sink.name()).isEqualTo(name);
            }
        }
    }

    @Test
    void opensTheFileSinkInTheDirectoryOfTheStoreUnlessToldOtherwise() throws IOException {
        provider("file").open(config(), symbols).close();
        assertThat(directory.resolve("events")).isNotEmptyDirectory();
        Path other = directory.resolve("other");
        provider("file")
                .open(config("file.directory", other.toString()), symbols)
                .close();
        assertThat(other).isNotEmptyDirectory();
    }

    @Test
    void boundsTheMemorySinkByItsOptions() throws IOException {
        byte[] batch = SampleEvents.batch(new SampleEvents(symbols).fixed());
        try (Sink sink = provider("memory").open(config("memory.eventsMax", "2"), symbols)) {
            sink.write(batch, 0, batch.length);
            sink.flush(Ack.WRITTEN);
        }
        assertThat(MemorySink.latest()).satisfies(sink -> {
            assertThat(sink.events()).hasSize(2);
            assertThat(sink.eventsTaken()).isEqualTo(5);
        });
    }

    @Test
    void refusesOptionsThatCannotBeUsed() {
        refuses("file", "file.level", "3", "only zstd has levels, 1 to 19");
        refuses("file", "file.rotateEvery", "10", "one of the units [ms, s, m, h, d]");
        String times = "use a whole number with one of the units [ms, s, m, h, d], such as 30s, from 1s to 36500d";
        refuses("file", "file.rotateEvery", "10ms", times);
        refuses("file", "file.keepFor", "99999999999d", times);
        refuses("file", "file.keepFor", "36501d", times);
        refuses("file", "file.keepFor", "999ms", times);
        refuses("file", "file.keepFor", "P1D", times);
        refuses("file", "file.keepFor", "1 h", times);
        refuses("file", "file.keepFor", "", times);
        refuses("file", "file.keepFiles", "0", "use a whole number from 1 to 2147483647");
        refuses("file", "file.keepBytes", "1MiB", "268435456 bytes (file.bytesMax)");
        refuses("file", "file.keepBytes", "1MB", "with a unit of [KiB, MiB, GiB, TiB], such as 64MiB");
        refuses("file", "file.bytesMax", "MiB", "a whole number");
        refuses("file", "file.bytesMax", "-", "a whole number");
        refuses("file", "file.bytesMax", "1TiBB", "a whole number");
        refuses("file", "file.bytesMax", "99999999TiB", "a whole number");
        refuses("file", "file.sync", "never", "[flush, second, frame]");
        refuses("console", "console.color", "maybe", "[auto, always, never]");
        String codecs = "use none, lz4, zstd, snappy, or zstd:LEVEL with a level from 1 to 19";
        for (String codec : List.of("zip", "LZ4", "", "zstd:", "zstd:0", "zstd:20", "zstd:x", "lz4:3")) {
            refuses("file", "file.codec", codec, codecs);
        }
        refuses(
                "file",
                "file.bytesMax",
                "12",
                "use a whole number of bytes of at least 4096, or one with a unit of [KiB, MiB, GiB, TiB], such as 64MiB");
        refuses("file", "file.bytesMax", "1e9", "a whole number");
        refuses("console", "console.format", "xml", "[text, json]");
        refuses("memory", "memory.eventsMax", "0", "from 1 to");
        refuses("memory", "memory.bytesMax", "-1", "of at least 1,");
        refuses("memory", "memory.eventsMax", "99999999999999999999", "a whole number");
    }

    @Test
    void refusesADirectoryThatCannotBeOne() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        String wayOut = file + " is a file; name a directory, which is made if it is missing";
        for (String option : List.of("file.directory", "socket.spool")) {
            String sink = option.substring(0, option.indexOf('.'));
            for (Path in :
                    List.of(file, file.resolve("below"), file.resolve("far").resolve("below"))) {
                Config config = config(Map.of("socket.address", "localhost:7171", option, in.toString()));
                refuses(sink, sink.equals("file") ? config(option, in.toString()) : config, "option " + option, wayOut);
            }
        }
        refuses("file", "file.directory", "", "name a directory; it is made if it is missing");
        refuses("file", "file.directory", "a\0b", "name a directory; it is made if it is missing");
        Path closed = Files.createDirectory(directory.resolve("closed"));
        assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "root may write everywhere");
        refuses("file", "file.directory", closed.resolve("events").toString(), "may not write in " + closed);
    }

    @Test
    void refusesOptionsOfTheSocketSink() {
        refuses("socket", config(), "option socket.address is missing", "use HOST:PORT, [IPv6]:PORT or unix:PATH");
        refuses("socket", "socket.address", "localhost", "use HOST:PORT, [IPv6]:PORT or unix:PATH");
        refuses("socket", "socket.address", "localhost:0", "use a port from 1 to 65535");
        refuses("socket", "socket.address", "localhost:http", "use HOST:PORT, a port from 0 to 65535");
        refusesOfSocket("socket.codec", "zip", "zstd:LEVEL with a level from 1 to 19");
        refusesOfSocket("socket.spoolBytes", "1MiB", "use a whole number of bytes from 33554432 to 1099511627776");
        refusesOfSocket("socket.connectMillis", "0", "use a whole number from 1 to 600000");
        refusesOfSocket("socket.tls", "yes", "use one of [false, true]");
        refusesOfSocket("socket.trust", "ca.pem", "set socket.tls to 'true'");
        refuses(
                "socket",
                config(Map.of("socket.address", "localhost:7171", "socket.trustPassword", "secret")),
                "option socket.trustPassword is of no use without socket.trust",
                "name the PKCS12 file");
        refuses(
                "socket",
                config(Map.of("socket.address", "unix:/tmp/x", "socket.tls", "true")),
                "option socket.tls is 'true'; but unix:/tmp/x is on this machine",
                "set socket.tls to 'false'");
        refuses(
                "socket",
                config(Map.of("socket.address", "localhost:7171", "socket.adress", "x")),
                "option 'socket.adress' is not known",
                "socket.address, ");
        assertThat(directory).as("nothing was made before").isEmptyDirectory();
    }

    private void refusesOfSocket(String key, String value, String wayOut) {
        refuses(
                "socket",
                config(Map.of("socket.address", "localhost:7171", key, value)),
                "option " + key + " is '" + value + "'; ",
                wayOut);
    }

    @Test
    void readsEveryOptionOfTheFileSink() {
        Map<String, String> given = Map.of(
                "file.codec", "zstd",
                "file.level", "9",
                "file.bytesMax", "1MiB",
                "file.rotateEvery", "2h",
                "file.sync", "second",
                "file.keepFiles", "7",
                "file.keepBytes", "3GiB",
                "file.keepFor", "30d");
        FileOptions options = FileSinkProvider.options(new SinkOptions(config(given), "file"));
        assertThat(options.codec().name()).isEqualTo("zstd");
        assertThat(options.withCodec(Codecs.NONE))
                .isEqualTo(new FileOptions(
                        Codecs.NONE,
                        1 << 20,
                        Duration.ofHours(2).toNanos(),
                        FileSync.SECOND,
                        new FileRetention(7, 3L << 30, Duration.ofDays(30).toNanos())));
    }

    @Test
    void refusesALevelOutOfRange() {
        for (String level : List.of("0", "20", "-1", "x")) {
            assertThatThrownBy(() ->
                            provider("file").open(config(Map.of("file.codec", "zstd", "file.level", level)), symbols))
                    .hasMessageContaining("file.level is '" + level + "'; use a whole number from 1 to 19");
        }
        assertThatThrownBy(
                        () -> provider("file").open(config(Map.of("file.codec", "zstd:9", "file.level", "3")), symbols))
                .hasMessageContaining("file.codec is zstd:9");
    }

    @Test
    void refusesColouredJson() {
        assertThatThrownBy(() -> provider("console")
                        .open(config(Map.of("console.format", "json", "console.color", "always")), symbols))
                .hasMessageContaining("console.color is 'always'; console.format is json, which has no colours");
    }

    @Test
    void refusesAMisspeltOptionWithTheListOfKnownOnes() {
        for (String sink : List.of("console", "file", "memory")) {
            assertThatThrownBy(() -> provider(sink).open(config(sink + ".Codec", "x"), symbols))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                    .hasMessageContaining("'" + sink + ".Codec' is not known; sink " + sink + " knows [" + sink + ".");
        }
        assertThat(directory).as("nothing was made before").isEmptyDirectory();
    }

    @Test
    void readsOptionsByTheNameOfTheSink() {
        SinkOptions options = new SinkOptions(config("x.size", "7"), "x");
        assertThat(options.number("size", 1, 0, 10)).isEqualTo(7);
        assertThat(options.number("absent", 1, 0, 10)).isEqualTo(1);
        assertThat(options.text("size", "none")).isEqualTo("7");
        assertThat(new SinkOptions(config("x.size", "7"), "y").number("size", 1, 0, 10))
                .isEqualTo(1);
        assertThat(options.oneOf("absent", "a", "a", "b")).isEqualTo("a");
    }
}
