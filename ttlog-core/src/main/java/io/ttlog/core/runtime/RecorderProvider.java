/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.spi.Backend;
import io.ttlog.spi.BackendProvider;
import io.ttlog.spi.Config;

/** How the API finds {@link Recorder}. */
public final class RecorderProvider implements BackendProvider {
    /** For ServiceLoader. */
    public RecorderProvider() {}

    @Override
    public Backend start(Config config) {
        return Recorder.start(config);
    }
}
