using System.Text.Json;
using Relay.Client.Accounts;
using Relay.Client.Businesses;
using Relay.Client.Http;

namespace Relay.Client;

/// <summary>Verified businesses.</summary>
public sealed partial class RelayClient
{
    /// <summary>Reads a business with the accounts that both the operator and their own partners name; null where there is none.</summary>
    /// <exception cref="ArgumentException">The business's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Business?> GetBusinessAsync(string business, CancellationToken cancellation = default)
    {
        var answer = await GetOrNullAsync($"/v1/businesses/{Names.Require(business, nameof(business))}", cancellation);
        return answer is null ? null : AnswerReader.Read(answer, RelayJson.Default.Business);
    }

    /// <summary>Writes a business; for operators. Gives it as it is kept.</summary>
    /// <exception cref="ArgumentException">The business's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Business> PutBusinessAsync(string business, Business record, CancellationToken cancellation = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(record, RelayJson.Default.Business);
        var answer = await _connection.CallAsync(HttpMethod.Put, $"/v1/businesses/{Names.Require(business, nameof(business))}", body, cancellation);
        return AnswerReader.Read(answer, RelayJson.Default.Business);
    }

    /// <summary>Removes a business; for operators.</summary>
    /// <exception cref="ArgumentException">The business's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task DeleteBusinessAsync(string business, CancellationToken cancellation = default) =>
        _connection.CallAsync(HttpMethod.Delete, $"/v1/businesses/{Names.Require(business, nameof(business))}", default, cancellation);

    /// <summary>Says which business one of the partner's own users belongs to; null for none.</summary>
    /// <exception cref="ArgumentException">The user's name does not have the shape of one.</exception>
    /// <exception cref="RelayProblemException">The relay refused it, or could not be reached.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task SetUserBusinessAsync(string user, string? business, CancellationToken cancellation = default)
    {
        var target = $"/v1/users/{Names.Require(user, nameof(user))}/business";
        return business is null
            ? _connection.CallAsync(HttpMethod.Delete, target, default, cancellation)
            : _connection.CallAsync(HttpMethod.Put, target, JsonSerializer.SerializeToUtf8Bytes(new UserBusiness(business), RelayJson.Default.UserBusiness), cancellation);
    }
}
