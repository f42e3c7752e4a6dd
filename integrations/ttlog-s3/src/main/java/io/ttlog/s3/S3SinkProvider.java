/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Opens {@code s3}. It does not ask the network: a bucket that is away or refuses is told when the first file is shipped.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>default</th></tr>
 * <tr><td>{@code s3.bucket}</td><td>none, has to be given</td></tr>
 * <tr><td>{@code s3.prefix}</td><td>empty</td></tr>
 * <tr><td>{@code s3.region}</td><td>what the AWS SDK finds; {@code us-east-1} where an endpoint is given</td></tr>
 * <tr><td>{@code s3.endpoint}</td><td>that of AWS for the region</td></tr>
 * <tr><td>{@code s3.pathStyle}</td><td>{@code true} where an endpoint is given, else {@code false}</td></tr>
 * <tr><td>{@code s3.accessKey}, {@code s3.secretKey}, {@code s3.sessionToken}</td><td>the default credentials of the AWS SDK</td></tr>
 * <tr><td>{@code s3.bytesMax}</td><td>4 MiB: a larger file is sealed</td></tr>
 * <tr><td>{@code s3.secondsMax}</td><td>60: an older file is sealed</td></tr>
 * <tr><td>{@code s3.codec}</td><td>{@link Codecs#QUIET}</td></tr>
 * <tr><td>{@code s3.spool}</td><td>{@code s3-spool} in the directory of the store</td></tr>
 * <tr><td>{@code s3.spoolBytesMax}</td><td>256 MiB; at least 64 MiB and four times {@code s3.bytesMax}</td></tr>
 * </table>
 */
public final class S3SinkProvider implements SinkProvider {
    static final long BYTES_MAX_DEFAULT = 4 << 20;
    static final long BYTES_MAX_LEAST = 4 << 10;
    static final long BYTES_MAX_MOST = 1 << 30;
    static final long SECONDS_MAX_DEFAULT = 60;
    static final long SECONDS_MAX_MOST = 86_400;
    static final long SPOOL_BYTES_MAX_DEFAULT = 256 << 20;
    /** Some frames of the largest event: a frame that finds no room in an empty spool would wait for ever. */
    static final long SPOOL_BYTES_MAX_LEAST = 64 << 20;

    /** So many full files the spool has to hold at least. */
    static final int SPOOL_FILES_LEAST = 4;

    /** How long one attempt may take, from the resolution of the name to the last byte of the answer. */
    static final Duration ATTEMPT_MAX = Duration.ofSeconds(30);

    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    @Override
    public String name() {
        return S3Sink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) throws IOException {
        SinkOptions options = new SinkOptions(config, S3Sink.NAME);
        String bucket = options.required("bucket", "name the bucket that objects go to");
        long bytesMax = options.bytes("bytesMax", BYTES_MAX_DEFAULT, BYTES_MAX_LEAST, BYTES_MAX_MOST);
        long spoolBytesMax =
                options.bytes("spoolBytesMax", SPOOL_BYTES_MAX_DEFAULT, SPOOL_BYTES_MAX_LEAST, Long.MAX_VALUE);
        if (spoolBytesMax / SPOOL_FILES_LEAST < bytesMax) {
            throw refused(
                    "option s3.spoolBytesMax is " + spoolBytesMax + " and s3.bytesMax is " + bytesMax
                            + "; the spool has to hold at least " + SPOOL_FILES_LEAST + " files",
                    null);
        }
        S3Sink.Settings settings = new S3Sink.Settings(
                config.service(),
                options.text("prefix", ""),
                options.directory("spool", config.directory().resolve("s3-spool")),
                options.codec("codec", Codecs.QUIET),
                bytesMax,
                Duration.ofSeconds(options.number("secondsMax", SECONDS_MAX_DEFAULT, 1, SECONDS_MAX_MOST)),
                spoolBytesMax);
        Bucket place = new Bucket(client(options), bucket);
        try {
            options.refuseOthers();
            return new S3Sink(settings, place, Clock.systemUTC(), System::nanoTime, symbols);
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    static S3Client client(SinkOptions options) {
        String endpoint = options.text("endpoint", "");
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_MAX)
                        .socketTimeout(SILENCE_MAX))
                // The shipper repeats; and one MD5 is the sum that all stores know, others than that of AWS included.
                .overrideConfiguration(each ->
                        each.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(ATTEMPT_MAX))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .forcePathStyle(options.oneOf("pathStyle", String.valueOf(!endpoint.isEmpty()), "true", "false")
                        .equals("true"));
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(endpoint(endpoint));
        }
        String region = options.text("region", endpoint.isEmpty() ? "" : "us-east-1");
        if (!region.isEmpty()) {
            builder.region(Region.of(region));
        }
        credentials(options, builder);
        try {
            return builder.build();
        } catch (SdkException e) {
            throw refused(
                    "no client for S3 could be made: " + e.getMessage()
                            + "; set s3.region, or s3.endpoint for another store",
                    e);
        }
    }

    private static void credentials(SinkOptions options, S3ClientBuilder builder) {
        String access = options.text("accessKey", "");
        String secret = options.text("secretKey", "");
        String token = options.text("sessionToken", "");
        if (access.isEmpty() && secret.isEmpty() && token.isEmpty()) {
            return;
        }
        if (access.isEmpty() || secret.isEmpty()) {
            throw refused(
                    "option " + (access.isEmpty() ? "s3.accessKey" : "s3.secretKey")
                            + " is missing; give both, or neither for the default credentials of the AWS SDK",
                    null);
        }
        builder.credentialsProvider(StaticCredentialsProvider.create(
                token.isEmpty()
                        ? AwsBasicCredentials.create(access, secret)
                        : AwsSessionCredentials.create(access, secret, token)));
    }

    private static URI endpoint(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw refused(endpointProblem(text), e);
        }
        throw refused(endpointProblem(text), null);
    }

    private static String endpointProblem(String text) {
        return "option s3.endpoint is '" + text + "'; use http://HOST:PORT or https://HOST:PORT";
    }

    private static TTLogException refused(String message, @Nullable Throwable cause) {
        return new TTLogException(ErrorCode.CONFIGURATION, message, cause);
    }
}
