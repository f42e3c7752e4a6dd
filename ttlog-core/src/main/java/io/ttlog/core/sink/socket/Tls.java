/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a sender trusts, or who a receiver is: certificates and keys in PEM or PKCS12 files. TLS 1.2 and 1.3 of the JDK. A client
 * always verifies that the certificate was issued for the host that it was asked to reach.
 */
public final class Tls {
    /** Largest file of certificates or keys that is read. */
    static final int FILE_BYTES_MAX = 4 << 20;

    private static final String PEM_KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PEM_KEY_END = "-----END PRIVATE KEY-----";

    private final SSLContext context;

    private Tls(SSLContext context) {
        this.context = context;
    }

    /**
     * For a sender.
     *
     * @param trust certificates to trust, PEM or PKCS12; null for those that the JDK trusts
     * @param password of a PKCS12 file, null for none
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when the file cannot be used
     */
    public static Tls trusting(@Nullable Path trust, @Nullable String password) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trust == null ? null : trusted(trust, password));
            checkTrust(factory.getTrustManagers(), trust != null && password == null);
            context.init(null, factory.getTrustManagers(), null);
            return new Tls(context);
        } catch (IOException | GeneralSecurityException e) {
            throw distrusted(trust, e);
        }
    }

    /** The JDK takes a store that is closed to it for an empty one, and says so only when somebody connects. */
    private static void checkTrust(TrustManager[] managers, boolean withoutPassword) throws IOException {
        for (TrustManager manager : managers) {
            if (manager instanceof X509TrustManager x509 && x509.getAcceptedIssuers().length > 0) {
                return;
            }
        }
        throw new IOException(
                withoutPassword
                        ? "it holds no certificate that can be read without a password: give it by socket.trustPassword"
                        : "it holds no certificate to trust");
    }

    private static TTLogException distrusted(@Nullable Path trust, Exception cause) {
        String what = "option socket.trust is '" + trust + "'; ";
        if (trust == null) {
            String store = System.getProperty("javax.net.ssl.trustStore");
            what = "option socket.trust is not given, and what the JDK trusts ("
                    + (store == null ? "its cacerts" : "javax.net.ssl.trustStore is '" + store + "'")
                    + ") cannot be used: ";
        }
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                what + problem(cause) + "; name a PEM or PKCS12 file of certificates to trust",
                cause);
    }

    /** Why a file cannot be used, for people. */
    private static String problem(Exception cause) {
        if (cause instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (cause instanceof AccessDeniedException) {
            return "this process may not read it";
        }
        String message = String.valueOf(cause.getMessage());
        return cause.getCause() instanceof UnrecoverableKeyException
                ? "its password is not the one in socket.trustPassword"
                : message;
    }

    /**
     * For a receiver.
     *
     * @param certificates its own, then those that vouch for it: PEM, or PKCS12 with the key
     * @param key PEM (PKCS#8, not encrypted); null when the certificates are a PKCS12 file
     * @param password of a PKCS12 file, null for none
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when a file cannot be used
     */
    public static Tls identity(Path certificates, @Nullable Path key, @Nullable String password) {
        try {
            char[] secret = password == null ? new char[0] : password.toCharArray();
            KeyStore store;
            byte[] bytes = read(certificates);
            if (isPem(bytes)) {
                if (key == null) {
                    throw new TTLogException(
                            ErrorCode.CONFIGURATION,
                            "certificate " + certificates
                                    + " is PEM, so its key is needed, too, or both in a PKCS12 file");
                }
                store = emptyStore();
                store.setKeyEntry(
                        "ttlog", privateKey(key), secret, certificates(bytes).toArray(Certificate[]::new));
            } else {
                store = pkcs12(bytes, secret);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, secret);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return new Tls(context);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("certificate and key", certificates, e);
        }
    }

    SSLEngine client(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    SSLEngine server() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static KeyStore trusted(Path file, @Nullable String password) throws IOException, GeneralSecurityException {
        byte[] bytes = read(file);
        if (bytes.length == 0) {
            throw new IOException("the file is empty");
        }
        if (isPem(bytes)) {
            if (password != null) {
                throw new IOException("it is PEM, which has no password: leave socket.trustPassword out");
            }
            KeyStore store = emptyStore();
            List<Certificate> certificates = certificates(bytes);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("trusted" + i, certificates.get(i));
            }
            return store;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(bytes), password == null ? null : password.toCharArray());
        } catch (IOException e) {
            throw e.getCause() instanceof UnrecoverableKeyException
                    ? e
                    : new IOException("it is neither PEM nor PKCS12: " + e.getMessage(), e);
        }
        return store;
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore pkcs12(byte[] bytes, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(bytes), password);
        if (store.size() == 0) {
            throw new IOException("it holds no certificate (a wrong password?)");
        }
        return store;
    }

    private static List<Certificate> certificates(byte[] pem) throws GeneralSecurityException {
        return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)));
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String pem = new String(read(file), StandardCharsets.US_ASCII);
        int begin = pem.indexOf(PEM_KEY_BEGIN);
        int end = pem.indexOf(PEM_KEY_END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " holds no '" + PEM_KEY_BEGIN
                    + "'; make one with: openssl pkcs8 -topk8 -nocrypt -in KEY -out " + file);
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(pem.substring(begin + PEM_KEY_BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not Base64 between its lines BEGIN and END", e);
        }
        InvalidKeySpecException failure = null;
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                failure = e;
            }
        }
        throw new IOException("the key in " + file + " is of no kind known here (RSA, EC, EdDSA)", failure);
    }

    private static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory");
        }
        long size = Files.size(file);
        if (size > FILE_BYTES_MAX) {
            throw new IOException(file + " has " + size + " bytes, at most " + FILE_BYTES_MAX);
        }
        return Files.readAllBytes(file);
    }

    private static TTLogException unusable(String what, Path file, Exception cause) {
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                what + " (" + file + ") cannot be used: " + cause + "; use a PEM or PKCS12 file",
                cause);
    }
}
