/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of filters and keys: never a key forgotten, few told of in vain, one definition for writer and query. */
@NullMarked
package io.ttlog.storage.index;

import org.jspecify.annotations.NullMarked;
