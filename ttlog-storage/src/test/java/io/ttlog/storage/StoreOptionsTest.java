/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StoreOptionsTest {
    private static final long MIB = 1 << 20;

    @Test
    void aMemtableIsSealedSoonerInASmallHeap() {
        assertThat(StoreOptions.sealBytes(Long.MAX_VALUE)).isEqualTo(32 * MIB);
        assertThat(StoreOptions.sealBytes(384 * MIB)).isEqualTo(32 * MIB);
        assertThat(StoreOptions.sealBytes(60 * MIB)).isEqualTo(5 * MIB);
        assertThat(StoreOptions.sealBytes(1)).isEqualTo(MIB);
        assertThat(StoreOptions.DEFAULT.sealBytes())
                .isEqualTo(StoreOptions.sealBytes(Runtime.getRuntime().maxMemory()));
    }
}
