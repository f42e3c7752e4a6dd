/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** The place where objects go. Reads files in pieces; blocks for as long as the client's timeouts say. */
final class Bucket implements Closeable {
    /** The ETag of an object is the MD5 of its bytes, but for objects under a key of KMS, which get other digits. */
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private final S3Client client;
    private final String name;

    Bucket(S3Client client, String name) {
        this.client = client;
        this.name = name;
    }

    /**
     * Puts the file under the key and returns when the store has confirmed that it holds these bytes: it was sent their MD5,
     * which it has to compare, and the ETag of its answer must be that sum where it is one.
     *
     * @throws NoSuchFileException when the file is not there
     * @throws IOException when it is not known to be stored; putting it again is harmless
     */
    void put(String key, Path file) throws IOException {
        byte[] md5 = md5(file);
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(name)
                .key(key)
                .contentMD5(Base64.getEncoder().encodeToString(md5))
                .contentType("application/octet-stream")
                .build();
        PutObjectResponse answer;
        try {
            answer = client.putObject(request, RequestBody.fromFile(file));
        } catch (S3Exception e) {
            throw new IOException(refusal(key, e), e);
        } catch (RuntimeException e) { // the client wraps what reading the file throws in several ways
            if (Files.notExists(file)) {
                throw (IOException) new NoSuchFileException(file.toString()).initCause(e);
            }
            throw new IOException("putting s3://" + name + '/' + key + " failed: " + reason(e), e);
        }
        String problem = problem(answer.eTag(), answer.serverSideEncryption(), md5);
        if (problem != null) {
            throw new IOException("putting s3://" + name + '/' + key + " is not confirmed: " + problem);
        }
    }

    private static @Nullable String problem(
            @Nullable String eTag, @Nullable ServerSideEncryption encryption, byte[] md5) {
        if (eTag == null || eTag.isBlank()) {
            return "the answer has no ETag";
        }
        String digits = eTag.replace("\"", "");
        boolean ofBytes = encryption == null || encryption == ServerSideEncryption.AES256;
        String sum = HexFormat.of().formatHex(md5);
        return ofBytes && MD5.matcher(digits).matches() && !digits.equals(sum)
                ? "the ETag is " + digits + ", the MD5 of the file is " + sum
                : null;
    }

    private String refusal(String key, S3Exception e) {
        String code = e.awsErrorDetails() == null
                ? ""
                : ' '
                        + e.awsErrorDetails().errorCode()
                        + ' '
                        + e.awsErrorDetails().errorMessage();
        String wayOut = switch (e.statusCode()) {
            case 301, 307, 400 -> "; see s3.region, s3.endpoint and s3.pathStyle";
            case 401, 403 ->
                "; see s3.accessKey and s3.secretKey, or the default credentials of the AWS SDK (environment, profile,"
                        + " role), which need s3:PutObject on the bucket";
            case 404 -> "; the bucket has to exist: see s3.bucket and s3.pathStyle";
            default -> "";
        };
        return "s3://" + name + '/' + key + " was refused: " + e.statusCode() + code + wayOut;
    }

    private static String reason(Throwable failure) {
        StringBuilder reasons = new StringBuilder(String.valueOf(failure.getMessage()));
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < 4; depth++, cause = cause.getCause()) {
            if (cause.getMessage() != null && reasons.indexOf(cause.getMessage()) < 0) {
                reasons.append(": ").append(cause.getMessage());
            }
        }
        return reasons.toString();
    }

    private static byte[] md5(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this Java has no MD5, with which S3 checks what it is sent: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "s3://" + name;
    }

    @Override
    public void close() {
        client.close();
    }
}
