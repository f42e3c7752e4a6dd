/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;

class DeltaLongsTest extends ColumnEncodingContract {
    @Override
    protected ColumnEncoding encoding() {
        return new DeltaLongs();
    }

    @Override
    protected int samplesTakenMin() {
        return 56;
    }
}
