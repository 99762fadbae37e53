using System.Net;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Relay.Functions.Media;
using Relay.Functions.Storage;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Media under an identity, as in Azure: grants are signed with a user delegation key, over https.</summary>
public sealed class IdentityMediaTests : IAsyncLifetime
{
    private const string Tag = "0123456789abcdef0123456789abcdef";

    private TlsAzurite _azurite = null!;
    private MediaStage _stage = null!;
    private MediaStore _store = null!;
    private BlobContainerClient _container = null!;
    private readonly MovedClock _clock = new();

    public async ValueTask InitializeAsync()
    {
        _azurite = await TlsAzurite.StartAsync();
        var service = new BlobServiceClient(_azurite.Blob, _azurite.Credential, new BlobClientOptions { Transport = _azurite.Transport });
        var tables = new TableServiceClient(_azurite.Table, _azurite.Credential, new TableClientOptions { Transport = _azurite.Transport });
        _container = service.GetBlobContainerClient("media");
        await _container.CreateIfNotExistsAsync();
        await tables.CreateTableIfNotExistsAsync("media");
        var options = Options.Create(new MediaOptions());
        var grants = new MediaGrants(service, _container, new StorageConnections(new ConfigurationBuilder().Build()), options, _clock);
        _store = new MediaStore(tables.GetTableClient("media"));
        _stage = new MediaStage(_store, grants, _container, options, _clock);
    }

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    [Fact]
    public async Task Grants_SignedWithADelegationKey_UploadAndDownload()
    {
        byte[] ciphertext = RandomNumberGenerator.GetBytes(50_000);
        var declared = await DeclareAsync(ciphertext);
        Assert.Contains("skoid=", declared.Upload!.Url.Query, StringComparison.Ordinal);
        Assert.Contains("spr=https&", declared.Upload.Url.Query, StringComparison.Ordinal);
        Assert.Contains("sp=c&", declared.Upload.Url.Query, StringComparison.Ordinal);

        using (var put = await PutAsync(declared.Upload.Url, ciphertext))
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Null((await _stage.CompleteAsync("instagram", declared.Id, default)).Problem);
        var (view, _) = await _stage.ReadAsync("whatsapp", declared.Id, Met, default);

        Assert.Equal(ciphertext, await _azurite.Http.GetByteArrayAsync(view!.Download!.Url));
    }

    [Fact]
    public async Task Grant_ToUpload_NeitherReadsNorOverwrites()
    {
        var declared = await DeclareAsync([1, 2, 3]);
        using var first = await PutAsync(declared.Upload!.Url, [1, 2, 3]);

        using var second = await PutAsync(declared.Upload.Url, [4, 5, 6]);
        using var read = await _azurite.Http.GetAsync(declared.Upload.Url);

        Assert.False(second.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
    }

    [Fact]
    public async Task Sweep_RemovesWhatWasNotCompletedAndWhatIsOld_AndNothingElse()
    {
        var incomplete = await DeclareAsync([1]);
        await UploadAsync(incomplete, [1]);
        _clock.Offset += TimeSpan.FromHours(3);
        var kept = await DeclareAsync([2]);
        await UploadAsync(kept, [2]);
        Assert.Null((await _stage.CompleteAsync("instagram", kept.Id, default)).Problem);

        Assert.Equal(1, await _stage.SweepAsync(default));
        Assert.Equal([kept.Id.ToString("N")], _container.GetBlobs().Select(blob => blob.Name));

        _clock.Offset += TimeSpan.FromDays(30);
        Assert.Equal(0, await _stage.SweepAsync(default));
        _clock.Offset += TimeSpan.FromDays(2);
        Assert.Equal(1, await _stage.SweepAsync(default));
        Assert.Empty(_container.GetBlobs());
    }

    [Fact]
    public async Task Picture_IsKeptPastTheRetention_AndIsFoundByItsUser_AsOtherMediaOfTheUserIs()
    {
        var picture = await CompletedAsync([1]);
        var attachment = await CompletedAsync([2]);
        await _store.KeepAsync((await _store.FindAsync(picture.Id, default))!, Tag, default);

        Assert.Equal([(attachment.Id, false), (picture.Id, true)], await OfUserAsync());
        _clock.Offset += TimeSpan.FromDays(33);
        Assert.Equal(1, await _stage.SweepAsync(default));

        Assert.Equal([picture.Id.ToString("N")], _container.GetBlobs().Select(blob => blob.Name));
        Assert.Equal([(picture.Id, true)], await OfUserAsync());
        Assert.NotNull((await _stage.ReadAsync("whatsapp", picture.Id, Met, default)).View);
        Assert.NotNull(await _stage.GrantPictureAsync(picture.Id, default));

        Assert.Equal(1, await _stage.RemoveOfAsync(Tag, _ => true, default));
        Assert.Empty(_container.GetBlobs());
        Assert.Empty(await OfUserAsync());
        Assert.Null(await _store.FindAsync(picture.Id, default));
    }

    [Fact]
    public async Task Media_RemovedWhileItsUploadIsStillGranted_IsSweptShouldItComeAgain()
    {
        var media = await CompletedAsync([1]);

        Assert.Equal(1, await _stage.RemoveOfAsync(Tag, _ => true, default));
        Assert.Empty(_container.GetBlobs());
        Assert.Null((await _stage.ReadAsync("whatsapp", media.Id, Met, default)).View);
        await UploadAsync(media, [1]);

        _clock.Offset += TimeSpan.FromHours(4);
        Assert.Equal(1, await _stage.SweepAsync(default));
        Assert.Empty(_container.GetBlobs());
    }

    private async Task<MediaView> CompletedAsync(byte[] ciphertext)
    {
        var media = await DeclareAsync(ciphertext, Tag);
        await UploadAsync(media, ciphertext);
        Assert.Null((await _stage.CompleteAsync("instagram", media.Id, default)).Problem);
        return media;
    }

    private async Task<List<(Guid Id, bool IsKept)>> OfUserAsync()
    {
        var found = new List<(Guid, bool)>();
        await foreach (var piece in _store.OfUserAsync(Tag, default))
            found.Add((piece.Id, piece.IsKept));
        found.Sort((one, other) => one.Item2.CompareTo(other.Item2));
        return found;
    }

    private async Task<MediaView> DeclareAsync(byte[] ciphertext, string? tag = null)
    {
        var declaration = new MediaDeclaration(ciphertext.Length, Convert.ToBase64String(SHA256.HashData(ciphertext)), ["whatsapp"]);
        var (view, problem) = await _stage.DeclareAsync("instagram", declaration, tag, default);
        Assert.Null(problem);
        return view!;
    }

    // Not by the grant: to the server, a grant of the moved clock begins in the future.
    private Task UploadAsync(MediaView media, byte[] bytes) => _container.UploadBlobAsync(media.Id.ToString("N"), BinaryData.FromBytes(bytes));

    private Task<HttpResponseMessage> PutAsync(Uri url, byte[] bytes)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return _azurite.Http.SendAsync(request);
    }

    private sealed class MovedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }

    private static ValueTask<bool> Met(string owner) => ValueTask.FromResult(true);
}
