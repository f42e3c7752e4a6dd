/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Collection;

/**
 * Whether a class file may use one of some annotations: whether its constant pool has the descriptor of one. Reads the pool's lengths
 * and little else, as it is done to every class that is loaded (JVM specification, 4.4).
 */
final class ClassFileScan {
    private static final int COUNT_OFFSET = 8;
    private static final int POOL_OFFSET = 10;

    private final byte[][] descriptors;

    ClassFileScan(Collection<String> annotations) {
        descriptors = annotations.stream()
                .map(name -> ("L" + name.replace('.', '/') + ";").getBytes(ISO_8859_1))
                .toArray(byte[][]::new);
    }

    /** False also of what is no class file: then the JVM will say so. */
    boolean mentions(byte[] file) {
        if (file.length < POOL_OFFSET) {
            return false;
        }
        final int count = unsignedShort(file, COUNT_OFFSET);
        int offset = POOL_OFFSET;
        for (int i = 1; i < count; i++) {
            if (offset + 3 > file.length) {
                return false;
            }
            switch (file[offset]) {
                case 1 -> { // Utf8
                    final int length = unsignedShort(file, offset + 1);
                    offset += 3;
                    if (offset + length > file.length) {
                        return false;
                    }
                    if (length > 0 && file[offset] == 'L' && isOne(file, offset, length)) {
                        return true;
                    }
                    offset += length;
                }
                case 7, 8, 16, 19, 20 -> offset += 3; // Class, String, MethodType, Module, Package
                case 15 -> offset += 4; // MethodHandle
                case 3, 4, 9, 10, 11, 12, 17, 18 -> offset += 5; // Integer, Float, references, NameAndType, Dynamic
                case 5, 6 -> { // Long and Double take two indexes
                    offset += 9;
                    i++;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    private boolean isOne(byte[] file, int offset, int length) {
        for (byte[] descriptor : descriptors) {
            if (descriptor.length == length
                    && java.util.Arrays.equals(file, offset, offset + length, descriptor, 0, length)) {
                return true;
            }
        }
        return false;
    }

    private static int unsignedShort(byte[] file, int offset) {
        return (file[offset] & 0xff) << 8 | file[offset + 1] & 0xff;
    }
}
