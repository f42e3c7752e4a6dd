/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class VarintLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new VarintLongs();
    }

    @Override
    int samplesTakenMin() {
        return 56;
    }
}
