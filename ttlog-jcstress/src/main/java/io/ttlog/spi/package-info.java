/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a reading of metrics sees of threads that record, by jcstress. Here because the series are of this package; nothing imports this.
 */
@NullMarked
package io.ttlog.spi;

import org.jspecify.annotations.NullMarked;
