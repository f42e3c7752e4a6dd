/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class RangedLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new RangedLongs();
    }

    @Override
    int samplesTakenMin() {
        return 50;
    }
}
