using Microsoft.Azure.Amqp;
using Microsoft.Extensions.Logging;

namespace Relay.Local.Bus.Transport;

/// <summary>The <c>$cbs</c> node: clients put tokens on it, each for the resource it is to open.</summary>
internal sealed class TokenNode(TokenAuthority authority, ConnectionState connection, ReceivingAmqpLink requests, ILogger logger)
    : RequestNode(connection, requests, logger)
{
    private readonly ConnectionState _connection = connection;

    protected override void Process(AmqpMessage request)
    {
        if (TextProperty(request, "operation") != "put-token")
        {
            Respond(request, AmqpResponseStatusCode.BadRequest, "The operation is unknown.", AmqpErrorCode.NotImplemented);
            return;
        }
        if (authority.Checks)
        {
            if (TextProperty(request, "name") is not { Length: > 0 } audience)
            {
                Respond(request, AmqpResponseStatusCode.BadRequest, "The request does not name the token's audience.", Conditions.ArgumentError);
                return;
            }
            var resource = ResourcePath.OfAudience(audience);
            var check = authority.Check(request.ValueBody?.Value as string, resource);
            if (check.Fault != TokenFault.None)
            {
                Respond(request, AmqpResponseStatusCode.Unauthorized, check.Description, AmqpErrorCode.UnauthorizedAccess);
                return;
            }
            _connection.Claim(resource, check.Expiry);
        }
        Respond(request, AmqpResponseStatusCode.Accepted, "Accepted");
    }
}
