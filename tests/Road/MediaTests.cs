using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Relay.Client;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>Encrypted media: granted, uploaded straight to Blob storage, checked, read through a grant.</summary>
[Collection(SharedStack.Name)]
public sealed class MediaTests(StackFixture fixture)
{
    private static readonly HttpClient Http = new();

    [Fact]
    public async Task Media_UploadedAndCompleted_IsReadByItsReader()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var ciphertext = RandomNumberGenerator.GetBytes(300_000);

        var receipt = await a.Client.UploadMediaAsync(ciphertext, [b.Name]);

        Assert.Equal(ciphertext, await b.Client.DownloadMediaAsync(receipt.Id, 1_000_000));
    }

    [Fact]
    public async Task Media_ForAnother_IsNotFound()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        await using var c = await TestPartner.StartAsync(fixture.Stack);
        var receipt = await a.Client.UploadMediaAsync(new byte[10], [b.Name]);

        var refused = await Assert.ThrowsAsync<RelayProblemException>(() => c.Client.DownloadMediaAsync(receipt.Id, 100));

        Assert.Equal("not-found", refused.Code);
    }

    [Fact]
    public async Task Grant_BeforeCompletion_ReadsNothing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        await using var b = await TestPartner.StartAsync(fixture.Stack);
        var (id, upload) = await DeclareAsync(a, b.Name, [1, 2, 3]);
        await PutAsync(upload, [1, 2, 3]);

        Assert.Equal(404, (await CallAsync(b, HttpMethod.Get, $"/v1/media/{id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Http.GetAsync(upload)).StatusCode);
        Assert.Equal(200, (await CallAsync(a, HttpMethod.Post, $"/v1/media/{id}/complete")).Status);
        Assert.Equal(200, (await CallAsync(b, HttpMethod.Get, $"/v1/media/{id}")).Status);
    }

    [Fact]
    public async Task Grant_ToUpload_CreatesAndNeverOverwrites()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var (id, upload) = await DeclareAsync(a, a.Name, [1, 2, 3]);
        await PutAsync(upload, [1, 2, 3]);

        using var second = await TryPutAsync(upload, [4, 5, 6]);
        using var elsewhere = await TryPutAsync(new Uri(upload.ToString().Replace(Guid.Parse(id).ToString("N"), Guid.NewGuid().ToString("N"), StringComparison.Ordinal)), [7]);

        Assert.False(second.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        Assert.Equal(200, (await CallAsync(a, HttpMethod.Post, $"/v1/media/{id}/complete")).Status);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 4 })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 3, 4 })]
    public async Task Completion_OfOtherBytes_IsAMismatch_AndTheRightOnesCanFollow(byte[] uploaded)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var (id, upload) = await DeclareAsync(a, a.Name, [1, 2, 3]);
        await PutAsync(upload, uploaded);

        var (status, body) = await CallAsync(a, HttpMethod.Post, $"/v1/media/{id}/complete");
        await PutAsync(upload, [1, 2, 3]);

        Assert.Equal(409, status);
        Assert.Contains("media-mismatch", body, StringComparison.Ordinal);
        Assert.Equal(200, (await CallAsync(a, HttpMethod.Post, $"/v1/media/{id}/complete")).Status);
    }

    [Fact]
    public async Task Completion_WithoutAnUpload_IsMissing()
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var (id, _) = await DeclareAsync(a, a.Name, [1]);

        var (status, body) = await CallAsync(a, HttpMethod.Post, $"/v1/media/{id}/complete");

        Assert.Equal(409, status);
        Assert.Contains("media-missing", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"length":0,"sha256":"S","readers":["whatsapp"]}""", "length")]
    [InlineData("""{"length":104857601,"sha256":"S","readers":["whatsapp"]}""", "length")]
    [InlineData("""{"length":1,"sha256":"AAAA","readers":["whatsapp"]}""", "sha256")]
    [InlineData("""{"length":1,"sha256":"S","readers":[]}""", "readers")]
    [InlineData("""{"length":1,"sha256":"S","readers":[null]}""", "readers")]
    [InlineData("""{"length":"1"}""", "length")]
    public async Task Declaration_BreakingARule_NamesTheField(string template, string field)
    {
        await using var a = await TestPartner.StartAsync(fixture.Stack);
        var body = template.Replace("\"S\"", $"\"{Convert.ToBase64String(new byte[32])}\"", StringComparison.Ordinal);

        var (status, answer) = await CallAsync(a, HttpMethod.Post, "/v1/media", System.Text.Encoding.UTF8.GetBytes(body));

        Assert.Equal(400, status);
        Assert.Equal(field, JsonDocument.Parse(answer).RootElement.GetProperty("field").GetString());
    }

    private async Task<(string Id, Uri Upload)> DeclareAsync(TestPartner owner, string reader, byte[] ciphertext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { length = ciphertext.Length, sha256 = SHA256.HashData(ciphertext), readers = new[] { reader } });
        var (status, answer) = await CallAsync(owner, HttpMethod.Post, "/v1/media", body);
        Assert.Equal(201, status);
        using var json = JsonDocument.Parse(answer);
        return (json.RootElement.GetProperty("id").GetString()!, new Uri(json.RootElement.GetProperty("upload").GetProperty("url").GetString()!));
    }

    private async Task<(int Status, string Body)> CallAsync(TestPartner caller, HttpMethod method, string path, byte[]? body = null)
    {
        using var request = RawCall.Signed(fixture.Stack, caller.Key, method, path, body ?? []);
        if (body is null)
            request.Content = null;
        var (status, answer, _) = await RawCall.SendAsync(request);
        return (status, answer);
    }

    private static async Task PutAsync(Uri upload, byte[] bytes)
    {
        using var response = await TryPutAsync(upload, bytes);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
    }

    private static Task<HttpResponseMessage> TryPutAsync(Uri upload, byte[] bytes)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, upload) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return Http.SendAsync(request);
    }
}
