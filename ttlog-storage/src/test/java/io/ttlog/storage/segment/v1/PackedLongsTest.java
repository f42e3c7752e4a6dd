/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class PackedLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new PackedLongs();
    }

    @Override
    int samplesTakenMin() {
        return 56;
    }
}
