"""Abrir grupos de registros con techo: lo que no se puede abrir se entrega marcado, sin morir.

La biblioteca descomprime cada grupo entero y sin límite: 200 KiB bien elegidos ocupan gigabytes. Y
un grupo que no entiende (un códec que no está instalado, una cabecera que no es UTF-8) la detiene
para siempre en la misma posición. Aquí ese grupo se vuelve un solo registro, con sus bytes tal como
los guarda Kafka.

Fundamento: técnico (ADR-0015).
"""

import zlib
from collections.abc import Iterator
from typing import Any

import lz4.frame  # type: ignore[import-untyped]
import zstandard
from kafka.errors import KafkaError  # type: ignore[import-untyped]
from kafka.record import memory_records  # type: ignore[import-untyped]
from kafka.record.default_records import (  # type: ignore[import-untyped]
    DefaultRecord,
    DefaultRecordBatch,
)
from typing_extensions import override

# Ocho veces lo que puede ocupar un grupo comprimido; un productor honrado no llega ni a la mitad.
DESCOMPRIMIDO_MAXIMO_BYTES = 8_388_608
REGISTROS_MAXIMOS = 10_000
# Porque: el marco dice de cuánta memoria necesita zstd, y puede pedir gigabytes.
VENTANA_MAXIMA_BYTES = 33_554_432
_GZIP_CON_ENCABEZADO = 31
_NO_SE_ABRE = (
    KafkaError,
    ValueError,
    IndexError,
    EOFError,
    RuntimeError,
    zlib.error,
    zstandard.ZstdError,
)


class Marca(str):
    """El nombre de la cabecera de un grupo que no se abrió; nadie de afuera puede construirla."""

    __slots__ = ()


class GrupoAcotado(DefaultRecordBatch):  # type: ignore[misc]
    """Un grupo de registros que nunca ocupa más que su techo ni lanza por lo que contiene."""

    _buffer: Any
    _pos: int
    _decompressed: bool

    def __iter__(self) -> Iterator[Any]:
        guardado = self._buffer
        siguiente = self.base_offset
        try:
            for registro in self._abrir():
                if not siguiente <= registro.offset <= self.last_offset:
                    raise ValueError
                yield registro
                siguiente = registro.offset + 1
        except _NO_SE_ABRE:
            yield self._cerrado(bytes(guardado), siguiente)

    def _abrir(self) -> Iterator[Any]:
        if self.records_count > REGISTROS_MAXIMOS:
            raise ValueError
        self._maybe_uncompress()
        while self._next_record_index < self.records_count:
            yield self._read_msg()
            self._next_record_index += 1

    @override
    def _maybe_uncompress(self) -> None:
        if self._decompressed:
            return
        if self.compression_type != self.CODEC_NONE:
            datos = bytes(memoryview(self._buffer)[self._pos :])
            self._buffer = bytearray(self._descomprimir(datos))
            self._pos = 0
        self._decompressed = True

    def _descomprimir(self, datos: bytes) -> bytes:
        tope = DESCOMPRIMIDO_MAXIMO_BYTES + 1
        codec = self.compression_type
        if codec == self.CODEC_GZIP:
            abierto = zlib.decompressobj(_GZIP_CON_ENCABEZADO).decompress(datos, tope)
        elif codec == self.CODEC_LZ4:
            abierto = lz4.frame.LZ4FrameDecompressor().decompress(datos, max_length=tope)
        elif codec == self.CODEC_ZSTD:
            zstd = zstandard.ZstdDecompressor(max_window_size=VENTANA_MAXIMA_BYTES)
            with zstd.stream_reader(datos, read_across_frames=True) as lector:
                abierto = lector.read(tope)
        else:
            # Snappy dice su tamaño al principio y hay que creerle: no se abre.
            raise ValueError
        if len(abierto) == tope:
            raise ValueError
        return abierto

    def _cerrado(self, guardado: bytes, desde: int) -> DefaultRecord:
        """Un solo registro que ocupa lo que queda del grupo y lleva el grupo entero, sin abrir."""
        marca = (Marca("grupo_sin_abrir"), str(desde).encode())
        return DefaultRecord(
            len(guardado),
            self.last_offset,
            self.max_timestamp,
            self.timestamp_type,
            None,
            guardado,
            [marca],
        )


def acotar() -> None:
    """Hace que la biblioteca abra con techo todo lo que lea este proceso; repetirlo da lo mismo."""
    memory_records.DefaultRecordBatch = GrupoAcotado
