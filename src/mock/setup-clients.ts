import {
  azbkVariables,
  exportLines,
  loginVariables,
  type MockAddress,
  quote,
  terraformVariables,
  trustVariables,
} from './setup.js'

/** How one client is set up: lines to paste. */
export interface ClientSetup {
  readonly client: string
  readonly lines: readonly string[]
}

/** Every client, azbk first. Sources: AZURE-CLIENTS.md sections 1 and 2, and the docs of each client. */
export function clientSetups(mock: MockAddress): ClientSetup[] {
  const variables = { ...trustVariables(mock), ...loginVariables(mock) }
  return [
    { client: 'All of these, in a POSIX shell', lines: exportLines(variables, 'posix') },
    { client: 'azbk', lines: exportLines(azbkVariables(mock), 'posix') },
    { client: 'az', lines: az(mock) },
    { client: 'Azure PowerShell', lines: powershell(mock) },
    { client: 'JavaScript', lines: javascript(mock) },
    { client: 'Python', lines: python(mock) },
    { client: '.NET', lines: dotnet(mock) },
    { client: 'Go', lines: go(mock) },
    { client: 'Terraform (azurerm, azapi)', lines: exportLines(terraformVariables(mock), 'posix') },
  ]
}

/** The login endpoint ends in /adfs: az then asks no server of Microsoft's about it, in old and new versions alike. */
function az({ baseUrl, clientId, clientSecret, tenantId }: MockAddress): string[] {
  return [
    '# Or let azbk do all of it: azbk mock az-login',
    'export AZURE_CONFIG_DIR="$PWD/azbk-mock-az"',
    `az cloud register -n azbk-mock --endpoint-resource-manager ${baseUrl}/ --endpoint-active-directory ${baseUrl}/adfs \\`,
    `  --endpoint-active-directory-resource-id ${baseUrl}/ --endpoint-active-directory-graph-resource-id ${baseUrl}/graph \\`,
    `  --endpoint-management ${baseUrl}/`,
    'az cloud set -n azbk-mock',
    `az login --service-principal -u ${clientId} -p ${clientSecret} --tenant ${tenantId}`,
  ]
}

function powershell({ baseUrl, caFile, clientId, clientSecret, tenantId }: MockAddress): string[] {
  const ca = quote(caFile, 'powershell')
  return [
    '# Linux: trust the CA before pwsh starts (SSL_CERT_FILE). Windows:',
    `Import-Certificate -FilePath ${ca} -CertStoreLocation Cert:\\CurrentUser\\Root`,
    `Add-AzEnvironment -Name azbk-mock -ARMEndpoint ${baseUrl}/ -Scope Process`,
    `$secret = ConvertTo-SecureString ${quote(clientSecret, 'powershell')} -AsPlainText -Force`,
    `$credential = New-Object PSCredential ${quote(clientId, 'powershell')}, $secret`,
    `Connect-AzAccount -Environment azbk-mock -ServicePrincipal -Tenant ${tenantId} -Credential $credential -Scope Process`,
  ]
}

function javascript({ baseUrl }: MockAddress): string[] {
  return [
    'const client = new RecoveryServicesBackupClient(',
    `  new DefaultAzureCredential(), process.env.AZURE_SUBSCRIPTION_ID, { endpoint: '${baseUrl}' })`,
  ]
}

function python({ baseUrl }: MockAddress): string[] {
  return [
    'client = RecoveryServicesBackupClient(DefaultAzureCredential(), os.environ["AZURE_SUBSCRIPTION_ID"],',
    `    base_url="${baseUrl}", credential_scopes=["${baseUrl}/.default"])`,
  ]
}

function dotnet({ baseUrl }: MockAddress): string[] {
  return [
    'var credential = new EnvironmentCredential(new EnvironmentCredentialOptions { DisableInstanceDiscovery = true });',
    'var subscription = Environment.GetEnvironmentVariable("AZURE_SUBSCRIPTION_ID");',
    'var client = new ArmClient(credential, subscription, new ArmClientOptions',
    `{ Environment = new ArmEnvironment(new Uri("${baseUrl}"), "${baseUrl}") });`,
  ]
}

function go({ baseUrl }: MockAddress): string[] {
  return [
    'options := azcore.ClientOptions{Cloud: cloud.Configuration{',
    `\tActiveDirectoryAuthorityHost: "${baseUrl}/",`,
    '\tServices: map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {',
    `\t\tEndpoint: "${baseUrl}", Audience: "${baseUrl}"}}}}`,
    'credential, err := azidentity.NewEnvironmentCredential(',
    '\t&azidentity.EnvironmentCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})',
    'factory, err := armrecoveryservicesbackup.NewClientFactory(os.Getenv("AZURE_SUBSCRIPTION_ID"), credential,',
    '\t&arm.ClientOptions{ClientOptions: options})',
  ]
}
