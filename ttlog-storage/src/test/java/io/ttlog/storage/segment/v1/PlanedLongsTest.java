/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class PlanedLongsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new PlanedLongs();
    }

    @Override
    int samplesTakenMin() {
        return 56;
    }
}
