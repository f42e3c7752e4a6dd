/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLog;
import io.ttlog.TTLogBuilder;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import io.ttlog.core.sink.file.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sink as applications ask for it. */
@Timeout(60)
class S3SinkProviderTest {
    @TempDir
    Path directory;

    @Test
    void aFlushToDeliveredBringsALogCallIntoTheBucket() throws IOException {
        try (FaultyStore store = FaultyStore.open(0)) {
            try (TTLogSession session = configured(store)
                    .option("s3.prefix", "/telemetry/")
                    .option("s3.codec", "none")
                    .start()) {
                TTLog.info("User {user_id} logged in", 12345L);
                assertThat(TTLog.flush(Ack.DELIVERED, Duration.ofSeconds(30))).isTrue();
                assertThat(session.directory().resolve("s3-spool")).isDirectory();
                assertThat(store.objects).hasSize(1);
            }
            String path = store.objects.keySet().iterator().next();
            assertThat(path).matches("/logs-of-all/telemetry/my_app/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9]{2}/[^/]+\\.ttlog");
            Path file = directory.resolve("object.ttlog");
            Files.write(file, store.objects.get(path));
            try (FileReader reader = FileReader.open(file)) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.text().message(reader.event())).isEqualTo("User 12345 logged in");
            }
        }
    }

    @Test
    void aFlushToDeliveredIsFalseWhenTheBucketRefuses() throws IOException {
        try (FaultyStore store = FaultyStore.open(0)) {
            store.refuse(403, "SignatureDoesNotMatch");
            try (TTLogSession session = configured(store).start()) {
                TTLog.info("User {user_id} logged in", 12345L);
                assertThat(TTLog.flush(Ack.SYNCED, Duration.ofSeconds(30))).isTrue();
                assertThat(TTLog.flush(Ack.DELIVERED, Duration.ofSeconds(30))).isFalse();
                assertThat(session.directory()).isDirectory();
            }
        }
    }

    private TTLogBuilder configured(FaultyStore store) {
        return TTLog.init()
                .service("my/app")
                .data(directory.resolve("data"))
                .console(false)
                .store(false)
                .sink("s3")
                .option("s3.bucket", "logs-of-all")
                .option("s3.endpoint", "http://127.0.0.1:" + store.port())
                .option("s3.accessKey", "key")
                .option("s3.secretKey", "secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3.endpoint  | localhost:9000 | http://HOST:PORT",
                "s3.endpoint  | ftp://host     | https://HOST:PORT",
                "s3.secretKey | x              | s3.accessKey is missing",
                "s3.pathStyle | yes            | use one of [true, false]",
                "s3.bytesMax  | 17             | from 4096",
                "s3.bytesMax  | 1000000000     | at least 4 files",
                "s3.codec     | zip            | option s3.codec is 'zip'; use none, lz4, zstd, snappy, or zstd:LEVEL",
                "s3.spool     | ''             | option s3.spool is ''; name a directory",
                "s3.buckett   | x              | option 's3.buckett' is not known; sink s3 knows [s3.accessKey, s3.bucket,"
            })
    void refusesABadOptionByName(String option, String value, String told) {
        assertThatThrownBy(() -> TTLog.init()
                        .data(directory)
                        .console(false)
                        .store(false)
                        .sink("s3")
                        .option("s3.bucket", "any")
                        .option("s3.region", "us-east-1")
                        .option(option, value)
                        .start())
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining(told);
    }

    @Test
    void asksForABucket() {
        assertThatThrownBy(() -> TTLog.init()
                        .data(directory)
                        .console(false)
                        .store(false)
                        .sink("s3")
                        .start())
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("option s3.bucket is missing");
    }
}
