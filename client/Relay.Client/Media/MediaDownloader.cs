using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Relay.Client.Http;

namespace Relay.Client.Media;

/// <summary>Downloads by a grant, and checks length and digest of what came.</summary>
internal sealed class MediaDownloader(RelayConnection connection)
{
    private const int ChunkBytes = 64 * 1024;

    internal async Task<long> DownloadAsync(Guid id, Stream destination, long mostBytes, CancellationToken cancellation)
    {
        var media = AnswerReader.Read(
            await connection.CallAsync(HttpMethod.Get, $"/v1/media/{id}", default, cancellation), RelayJson.Default.MediaReadable);
        return await DownloadAsync(media, destination, mostBytes, cancellation);
    }

    internal async Task<long> DownloadAsync(MediaReadable media, Stream destination, long mostBytes, CancellationToken cancellation)
    {
        if (media.Length > mostBytes)
            throw new MediaCorruptedException(media.Id, $"it has {media.Length} bytes, more than the {mostBytes} that the caller takes.");

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(connection.TransferTimeout(media.Length));
        try
        {
            await TransferAsync(media, destination, bound.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("The media did not come in time.", e);
        }

        return media.Length;
    }

    private async Task TransferAsync(MediaReadable media, Stream destination, CancellationToken cancellation)
    {
        using var request = media.Download.ToRequest(content: null);
        using var response = await SendAsync(request, cancellation);
        await using var source = await response.Content.ReadAsStreamAsync(cancellation);
        var hash = await CopyAsync(media.Id, source, destination, media.Length, cancellation);
        if (!hash.AsSpan().SequenceEqual(media.Sha256))
            throw new MediaCorruptedException(media.Id, "its SHA-256 is not the declared one.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await connection.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode == HttpStatusCode.OK)
            return response;
        using (response)
            throw new Answer(response.StatusCode, [], null, null).Exception();
    }

    private static async Task<byte[]> CopyAsync(Guid id, Stream source, Stream destination, long length, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long copied = 0;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellation)) > 0)
            {
                copied += read;
                if (copied > length)
                    throw new MediaCorruptedException(id, $"it is longer than the declared {length} bytes.");
                hash.AppendData(buffer, 0, read);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            if (copied < length)
                throw new MediaCorruptedException(id, $"it has {copied} bytes of the declared {length}.");
            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
