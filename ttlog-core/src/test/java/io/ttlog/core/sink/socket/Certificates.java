/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Throw-away certificates, made by the JDK's keytool. */
public final class Certificates {
    public static final String PASSWORD = "changeit";

    private Certificates() {}

    /** A self-signed certificate with its key, PKCS12. */
    public static Path pkcs12(Path directory, String name, String alternativeNames)
            throws IOException, InterruptedException {
        Path file = directory.resolve(name + ".p12");
        keytool(
                directory,
                "-genkeypair",
                "-alias",
                "ttlog",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + alternativeNames,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString());
        return file;
    }

    /** The certificate of a PKCS12 file, PEM. */
    public static Path pem(Path pkcs12) throws IOException, GeneralSecurityException {
        byte[] encoded = store(pkcs12).getCertificate("ttlog").getEncoded();
        return write(pkcs12, ".crt", "CERTIFICATE", encoded);
    }

    /** The key of a PKCS12 file, PEM. */
    public static Path key(Path pkcs12) throws IOException, GeneralSecurityException {
        byte[] encoded = store(pkcs12).getKey("ttlog", PASSWORD.toCharArray()).getEncoded();
        return write(pkcs12, ".key", "PRIVATE KEY", encoded);
    }

    private static KeyStore store(Path pkcs12) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Files.readAllBytes(pkcs12)), PASSWORD.toCharArray());
        return store;
    }

    private static Path write(Path pkcs12, String suffix, String what, byte[] encoded) throws IOException {
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        String pem =
                "-----BEGIN " + what + "-----\n" + lines.encodeToString(encoded) + "\n-----END " + what + "-----\n";
        return Files.writeString(Path.of(pkcs12 + suffix), pem);
    }

    private static void keytool(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Path log = directory.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("keytool failed: " + Files.readString(log));
        }
    }
}
