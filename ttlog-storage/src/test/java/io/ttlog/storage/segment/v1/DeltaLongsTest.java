/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class DeltaLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new DeltaLongs();
    }

    @Override
    int samplesTakenMin() {
        return 56;
    }
}
