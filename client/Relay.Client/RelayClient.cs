using System.Net;
using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Envelopes;
using Relay.Client.Http;
using Relay.Client.Media;

namespace Relay.Client;

/// <summary>
/// A partner's, or an operator's, way to the relay. Requests are signed (RFC 9421); what fails for the time being (no answer,
/// 408, 429, 5xx) is tried again within the bounds of the options. Safe for use by several threads at once.
/// </summary>
public sealed partial class RelayClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly RelayConnection _connection;
    private readonly EnvelopeSender _sender;
    private readonly MediaUploader _uploader;
    private readonly MediaDownloader _downloader;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Where the relay is and who calls.</param>
    /// <param name="http">
    /// Sends the requests, to the relay and to where media lies; it must follow no redirects, and the client does not dispose it.
    /// By default the client has one of its own.
    /// </param>
    /// <exception cref="ArgumentException">An option is unsuitable.</exception>
    public RelayClient(RelayClientOptions options, HttpClient? http = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _ownsHttp = http is null;
        _http = http ?? OwnHttp();
        _connection = new RelayConnection(options, _http);
        _sender = new EnvelopeSender(_connection);
        _uploader = new MediaUploader(_connection);
        _downloader = new MediaDownloader(_connection);
    }

    /// <summary>
    /// Sends envelopes, any number, in requests of at most 100 and 16 MiB, one after the other, and gives the results in the order of the
    /// envelopes. What the relay did not accept for the time being is sent again with the same ids, and is
    /// <see cref="SendStatus.Unavailable"/> when the attempts run out.
    /// </summary>
    /// <exception cref="RelayProblemException">
    /// The relay refused a whole request (400 malformed, 401 signature, 403 suspended, 413 too large). Envelopes of earlier requests
    /// may have been accepted: send all again with the same ids when the cause is mended.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled; the same holds.</exception>
    public Task<IReadOnlyList<SendResult>> SendAsync(IReadOnlyList<OutgoingEnvelope> envelopes, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        return _sender.SendAsync(envelopes, cancellation);
    }

    /// <summary>Writes the record of one of the partner's own users: opt-in, opt-out, devices. Gives the record as it is kept.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<UserRecord> PutUserAsync(string user, UserRecord record, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(record, RelayJson.Default.UserRecord);
        var answer = await _connection.CallAsync(HttpMethod.Put, $"/v1/users/{Names.Require(user, nameof(user))}", body, cancellation);
        return AnswerReader.Read(answer, RelayJson.Default.UserRecord);
    }

    /// <summary>Reads the record of one of the partner's own users; null where there is none.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<UserRecord?> GetUserAsync(string user, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync($"/v1/users/{Names.Require(user, nameof(user))}", cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.UserRecord);
    }

    /// <summary>Writes the record of a partner; for operators. Gives the record as it is kept.</summary>
    /// <exception cref="ArgumentException">The partner's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PartnerRecord> PutPartnerAsync(string partner, PartnerRecord record, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(record, RelayJson.Default.PartnerRecord);
        var answer = await _connection.CallAsync(HttpMethod.Put, $"/v1/partners/{Names.Require(partner, nameof(partner))}", body, cancellation);
        return AnswerReader.Read(answer, RelayJson.Default.PartnerRecord);
    }

    /// <summary>Reads the record of a partner; for operators. Null where there is none.</summary>
    /// <exception cref="ArgumentException">The partner's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PartnerRecord?> GetPartnerAsync(string partner, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync($"/v1/partners/{Names.Require(partner, nameof(partner))}", cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.PartnerRecord);
    }

    /// <summary>Uploads encrypted media for partners to read, from the stream's position to its end.</summary>
    /// <param name="ciphertext">A seekable stream; it is read twice or more, and stays open.</param>
    /// <param name="readers">The partners that may read it.</param>
    /// <param name="cancellation">Ends the upload.</param>
    /// <exception cref="ArgumentException">The stream is not seekable.</exception>
    /// <exception cref="RelayProblemException">
    /// The relay or the storage refused it, or could not be reached; codes <c>media-missing</c> and <c>media-mismatch</c> when what
    /// was put is not what was declared.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<MediaReceipt> UploadMediaAsync(Stream ciphertext, IReadOnlyList<string> readers, CancellationToken cancellation = default) =>
        _uploader.UploadAsync(ciphertext, readers, null, cancellation);

    /// <summary>Uploads encrypted media for partners to read.</summary>
    /// <inheritdoc cref="UploadMediaAsync(Stream, IReadOnlyList{string}, CancellationToken)"/>
    public async Task<MediaReceipt> UploadMediaAsync(byte[] ciphertext, IReadOnlyList<string> readers, CancellationToken cancellation = default)
    {
        using var stream = new MemoryStream(ciphertext, writable: false);
        return await _uploader.UploadAsync(stream, readers, null, cancellation);
    }

    /// <summary>Uploads encrypted media of one of the partner's own users: an erasure of the user removes it.</summary>
    /// <param name="ciphertext">A seekable stream; it is read twice or more, and stays open.</param>
    /// <param name="readers">The partners that may read it.</param>
    /// <param name="user">The user, who must be enlisted.</param>
    /// <param name="cancellation">Ends the upload.</param>
    /// <inheritdoc cref="UploadMediaAsync(Stream, IReadOnlyList{string}, CancellationToken)"/>
    public Task<MediaReceipt> UploadMediaAsync(Stream ciphertext, IReadOnlyList<string> readers, string user, CancellationToken cancellation = default) =>
        _uploader.UploadAsync(ciphertext, readers, user, cancellation);

    /// <summary>
    /// Downloads media into a stream and checks it. The bytes are written as they come: they may be used only after this method
    /// has returned. Gives their number.
    /// </summary>
    /// <param name="id">The media.</param>
    /// <param name="destination">Where the ciphertext goes.</param>
    /// <param name="mostBytes">The greatest length that is taken.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <exception cref="MediaCorruptedException">Length or SHA-256 is not as declared, or it is longer than wanted.</exception>
    /// <exception cref="RelayProblemException">There is no such media for the caller, or the relay or the storage refused it.</exception>
    /// <exception cref="HttpRequestException">The storage could not be reached.</exception>
    /// <exception cref="IOException">The connection broke on the way.</exception>
    /// <exception cref="TimeoutException">It took longer than one attempt may, and a second for each 32 KiB besides.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<long> DownloadMediaAsync(
        Guid id, Stream destination, long mostBytes = long.MaxValue, CancellationToken cancellation = default) =>
        _downloader.DownloadAsync(id, destination, mostBytes, cancellation);

    /// <summary>Downloads media into memory and checks it.</summary>
    /// <inheritdoc cref="DownloadMediaAsync(Guid, Stream, long, CancellationToken)"/>
    public async Task<byte[]> DownloadMediaAsync(Guid id, int mostBytes, CancellationToken cancellation = default)
    {
        using var stream = new MemoryStream();
        await _downloader.DownloadAsync(id, stream, mostBytes, cancellation);
        return stream.ToArray();
    }

    /// <summary>Reads the relay's authority and the keys that it signs its calls with.</summary>
    /// <exception cref="RelayProblemException">The relay could not be reached, or answered something else.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<RelayKeys> GetRelayKeysAsync(CancellationToken cancellation = default) =>
        AnswerReader.Read(await _connection.GetUnsignedAsync("/.well-known/relay", cancellation), RelayJson.Default.RelayKeys);

    /// <summary>Ends the client's own connections.</summary>
    public void Dispose()
    {
        if (_ownsHttp)
            _http.Dispose();
    }

    private async Task<byte[]?> GetOrNullAsync(string target, CancellationToken cancellation)
    {
        try
        {
            return await _connection.CallAsync(HttpMethod.Get, target, default, cancellation);
        }
        catch (RelayProblemException e) when (e.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    internal static HttpClient OwnHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // Connections are renewed so that a change of the relay's addresses is noticed.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        // Each attempt has its own bound; media may take as long as its caller allows.
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
