/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;

class DictionaryLongsTest extends ColumnEncodingContract {
    @Override
    protected ColumnEncoding encoding() {
        return new DictionaryLongs();
    }

    @Override
    protected int samplesTakenMin() {
        return 20;
    }
}
