/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What stands in the place of a value. The hash is HMAC-SHA-256 (RFC 2104, FIPS 180-4), made of two digests because {@code
 * javax.crypto.Mac} allocates its result; of its 32 bytes the first 8 are shown. Allocates nothing. Belongs to one thread.
 */
final class Substitute {
    private static final byte[] NOTHING = {};
    private static final byte[] MASK = Redaction.MASK_TEXT.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int SHOWN_BYTES = 8;
    private static final int BLOCK_BYTES = 64;
    private static final int DIGEST_BYTES = 32;
    private static final int RANDOM_KEY_BYTES = 32;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5C;

    private final MessageDigest sha256;
    private final byte[] inner = new byte[BLOCK_BYTES];
    private final byte[] outer = new byte[BLOCK_BYTES];
    private final byte[] digest = new byte[DIGEST_BYTES];
    private final byte[] hash = new byte[1 + 2 * SHOWN_BYTES];

    /** By the key of the redaction, or a random one. */
    Substitute(Redaction redaction) {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
        byte[] key = redaction.hashKey();
        if (key == null) {
            key = new byte[RANDOM_KEY_BYTES];
            if (redaction.uses(Way.HASH)) {
                new SecureRandom().nextBytes(key);
            }
        }
        byte[] block = Arrays.copyOf(key.length > BLOCK_BYTES ? sha256.digest(key) : key, BLOCK_BYTES);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            inner[i] = (byte) (block[i] ^ INNER);
            outer[i] = (byte) (block[i] ^ OUTER);
        }
        Arrays.fill(block, (byte) 0);
        Arrays.fill(key, (byte) 0);
        hash[0] = '#';
    }

    /** What to write instead of these bytes; valid until the next call, not to be changed. */
    byte[] of(Way way, byte[] text, int from, int to) {
        return switch (way) {
            case MASK -> MASK;
            case HASH -> hash(text, from, to);
            case DROP -> NOTHING;
        };
    }

    private byte[] hash(byte[] text, int from, int to) {
        try {
            sha256.reset();
            sha256.update(inner);
            sha256.update(text, from, to - from);
            sha256.digest(digest, 0, DIGEST_BYTES);
            sha256.update(outer);
            sha256.update(digest, 0, DIGEST_BYTES);
            sha256.digest(digest, 0, DIGEST_BYTES);
        } catch (DigestException impossible) {
            throw new IllegalStateException("SHA-256 has " + DIGEST_BYTES + " bytes", impossible);
        }
        for (int i = 0; i < SHOWN_BYTES; i++) {
            hash[1 + 2 * i] = HEX[digest[i] >> 4 & 0xF];
            hash[2 + 2 * i] = HEX[digest[i] & 0xF];
        }
        return hash;
    }
}
